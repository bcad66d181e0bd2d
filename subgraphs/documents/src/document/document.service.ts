import { revise } from '@plat/shared/database/revise';
import { badInput, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import type { GrantLearning } from '../access-grant/access-grant.learning';
import type { Subject } from '../access-grant/access-grant.store';
import { type BlobLedger, type VersionFile, writeVersion } from '../document-version/document-version.writer';
import { Document } from './document.entity';
import { DocumentAccessLevel, DocumentOrigin, type StorageProvider } from './document.enum';
import type { CreateDocumentInput, UpdateDocumentInput } from './document.input';
import { assertMayAddToExchange, assertMayEditDocument, assertMayPublish, visibleDocuments, wouldLose } from './document.policy';
import { readersOf, sinceEdit } from './document.readers';
import { type Faults, faultsOfEdit, faultsOfNew, given } from './document.rules';

/** What is said of a new document; where its original lies, unless its bytes are kept here. */
export type NewDocument = Omit<CreateDocumentInput, 'sourceUrl'> & { readonly sourceUrl?: string };

/** Documents: of their owner, or of the lead, project or exchange that they belong to. */
export class DocumentService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly grants: GrantLearning,
    private readonly documents: LoaderById<Document>,
    private readonly blobs?: BlobLedger,
  ) {}

  /**
   * @param file its first version, for a document whose bytes are kept here; else the original lies at `sourceUrl`
   * @throws PlatError BAD_USER_INPUT, NOT_FOUND for what it refers to, FORBIDDEN to upload or publish, or UNAVAILABLE
   */
  async create({ sourceUrl, ...said }: NewDocument, file?: VersionFile): Promise<Document> {
    const { db, viewer } = this.scope;
    const details = { ...said, ...(file && ofFile(file, said)) };
    refuse(faultsOfNew(details));
    await this.assertMayReferTo(details);
    if (details.accessLevel === DocumentAccessLevel.PUBLIC) assertMayPublish(viewer);
    await this.scope.references.confirm([
      { to: 'Property', id: details.propertyId, path: 'input.propertyId' },
      { to: 'PlatformLink', id: details.platformLinkId, path: 'input.platformLinkId' },
      { to: 'Exchange', id: details.exchangeId, path: 'input.exchangeId' },
    ]);
    const document = await db.save(
      db.create(Document, {
        ...details,
        title: details.title ?? details.fileName ?? undefined,
        accessLevel: details.accessLevel ?? undefined,
        fileUrl: sourceUrl,
        ...(file && keptAt(file)),
        userId: details.origin === DocumentOrigin.EXCHANGE ? null : viewer.userId,
        uploadedById: viewer.userId,
      } as Partial<Document>),
    );
    const [readers] = await readersOf(db, [document]);
    await this.events.record('document.created', document, { exchangeId: document.exchangeId ?? undefined, readers });
    if (file) await writeVersion({ db, events: this.events, blobs: this.blobs }, document, file, viewer.userId);
    return document;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version */
  async update({ id, version, ...changes }: UpdateDocumentInput): Promise<Document> {
    const { db, viewer } = this.scope;
    const held = await this.grants.held(belongsTo(await this.documents.load(id)));
    const { row, before, after } = await revise(db, Document, {
      id,
      version,
      changes: changes as Partial<Document>,
      scope: visibleDocuments(viewer),
      mayEdit: (document) => this.assertMayChange(document, changes, held),
    });
    const [was = {}, is = {}] = await readersOf(db, [{ ...row, ...before }, row]);
    await this.events.record('document.updated', row, { before, after, exchangeId: row.exchangeId ?? undefined, ...sinceEdit(was, is) });
    return row;
  }

  private assertMayChange(document: Document, changes: Omit<UpdateDocumentInput, 'id' | 'version'>, held: readonly AccessGrant[]): void {
    const { viewer } = this.scope;
    assertMayEditDocument(viewer, document, held);
    refuse(faultsOfEdit(changes, document));
    const edited = { ...document, ...given(changes) } as Document;
    if (edited.accessLevel === DocumentAccessLevel.PUBLIC) assertMayPublish(viewer);
    if (wouldLose(viewer, edited, held))
      refuse({ 'input.allowedRoles': 'must include a role of yours, or you would lose sight of the document' });
  }

  /** What a document names must be the viewer's to name: others find it there. */
  private async assertMayReferTo({ propertyId, platformLinkId, exchangeId }: NewDocument): Promise<void> {
    const owned: Subject[] = [
      ...(propertyId ? [{ type: 'Property', id: propertyId } as const] : []),
      ...(platformLinkId ? [{ type: 'PlatformLink', id: platformLinkId } as const] : []),
    ];
    const joined: Subject[] = exchangeId ? [{ type: 'Exchange', id: exchangeId }] : [];
    const held = await this.grants.held([...owned, ...joined]);
    for (const { type, id } of owned) {
      if (!held.some(({ subjectType, subjectId, role }) => subjectType === type && subjectId === id.toLowerCase() && role === 'OWNER'))
        throw notFound(type, id);
    }
    for (const { type, id } of joined) {
      const participations = held.filter(({ subjectType, permissions }) => subjectType === type && permissions.length > 0);
      if (participations.length === 0) throw notFound(type, id);
      assertMayAddToExchange(participations);
    }
  }
}

/** What of another service decides about a document. */
const belongsTo = (document: Document | null): Subject[] => [
  ...(document?.exchangeId ? [{ type: 'Exchange', id: document.exchangeId } as const] : []),
  ...(document?.leadId ? [{ type: 'Lead', id: document.leadId } as const] : []),
];

/** What the file says of a document where its details do not. */
const ofFile = ({ blob, fileName, mimeType }: VersionFile, details: NewDocument) => ({
  fileName,
  fileType: details.fileType ?? (/\.([^.]{1,50})$/.exec(fileName)?.[1] ?? 'file').toLowerCase(),
  mimeType,
  fileSize: String(blob.size),
});

const keptAt = ({ blob }: VersionFile): Partial<Document> => ({
  blobSha256: blob.sha256,
  filePath: blob.storageKey,
  storageProvider: blob.storageProvider as StorageProvider,
});

const refuse = (faults: Faults): void => {
  if (Object.keys(faults).length) throw badInput(faults);
};
