import { revise } from '@plat/shared/database/revise';
import { badInput } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import type { GrantLearning } from '../access-grant/access-grant.learning';
import type { Blobs } from '../blob/blobs';
import { pathOf, type VersionFile, writeVersion } from '../document-version/document-version.writer';
import type { PersonalSpace } from '../upload/personal-space';
import type { DocumentEditing } from './document.editing';
import { Document } from './document.entity';
import { DocumentAccessLevel, DocumentOrigin } from './document.enum';
import type { NewDetails, UpdateDocumentInput } from './document.input';
import { assertMayAdd, assertMayEditDocument, assertMayPublish, visibleDocuments, wouldLose } from './document.policy';
import { readersOf, sinceEdit } from './document.readers';
import { type Faults, faultsOfEdit, faultsOfNew, given } from './document.rules';
import { subjectsOf, subjectsOfNew } from './document.subjects.scope';

/** The origins whose documents are somebody's own. */
const OWNED: readonly DocumentOrigin[] = [DocumentOrigin.PLATFORM, DocumentOrigin.REAL_ESTATE];

/** What is said of a new document; where its original lies, unless its bytes are kept here. */
export type NewDocument = NewDetails & { readonly sourceUrl?: string };

/** Documents: of their owner, or of the lead, project or exchange that they belong to. */
export class DocumentService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly grants: GrantLearning,
    private readonly documents: LoaderById<Document>,
    private readonly blobs: Pick<Blobs, 'reference'>,
    private readonly editing: DocumentEditing,
    private readonly space: PersonalSpace,
  ) {}

  /**
   * @param file its first version, for a document whose bytes are kept here; else the original lies at `sourceUrl`
   * @throws PlatError BAD_USER_INPUT, NOT_FOUND for what it refers to, FORBIDDEN to upload or publish, LIMIT for a file that was
   *   not sent and is more than one has space for, or UNAVAILABLE
   */
  async create({ sourceUrl, ...said }: NewDocument, file?: VersionFile): Promise<Document> {
    const { db, viewer } = this.scope;
    const details = { ...said, ...(file && ofFile(file, said)) };
    await this.assertMayAdd(details);
    const document = await db.save(
      db.create(Document, {
        ...details,
        title: details.title ?? details.fileName ?? undefined,
        accessLevel: details.accessLevel ?? undefined,
        isTemplate: details.isTemplate ?? undefined,
        fileUrl: sourceUrl,
        ...(file && keptAt(file)),
        clientVisible: details.clientVisible ?? undefined,
        userId: OWNED.includes(details.origin) ? viewer.userId : null,
        uploadedById: viewer.userId,
      } as Partial<Document>),
    );
    const [readers] = await readersOf(db, [document]);
    await this.events.record('document.created', document, { exchangeId: document.exchangeId ?? undefined, readers });
    const { events, blobs, space } = this;
    if (file) await writeVersion({ db, events, blobs, space }, document, file, viewer.userId);
    return document;
  }

  /**
   * Whether the viewer may add a document with these details now, and what they name is there: for whatever adds one later.
   * @param path of the details among the arguments
   * @throws PlatError BAD_USER_INPUT, NOT_FOUND for what they refer to, FORBIDDEN to add or publish, or UNAVAILABLE
   */
  async assertMayAdd(details: NewDetails, path = 'input'): Promise<void> {
    refuse(faultsOfNew(details, path));
    assertMayAdd(this.scope.viewer, details, await this.grants.held(subjectsOfNew(details)));
    const { propertyId, platformLinkId, dealId, leadId, inquiryId, projectId, exchangeId } = details;
    await this.scope.references.confirm([
      { to: 'Property', id: propertyId, path: `${path}.propertyId` },
      { to: 'PlatformLink', id: platformLinkId, path: `${path}.platformLinkId` },
      { to: 'Deal', id: dealId, path: `${path}.dealId` },
      { to: 'Lead', id: leadId, path: `${path}.leadId` },
      { to: 'Inquiry', id: inquiryId, path: `${path}.inquiryId` },
      { to: 'Project', id: projectId, path: `${path}.projectId` },
      { to: 'Exchange', id: exchangeId, path: `${path}.exchangeId` },
    ]);
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT with the current version, or LOCKED while somebody else has it checked out */
  async update({ id, version, ...changes }: UpdateDocumentInput): Promise<Document> {
    const { db, viewer } = this.scope;
    const found = await this.documents.load(id);
    const held = found ? await this.grants.held(subjectsOf(found)) : [];
    const { row, before, after } = await revise(db, Document, {
      id,
      version,
      changes: changes as Partial<Document>,
      scope: visibleDocuments(viewer),
      mayEdit: (document) => this.assertMayChange(document, changes, held),
    });
    await this.editing.assertFree(row);
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
}

/** What the file says of a document where its details do not. */
const ofFile = ({ blob, fileName, mimeType }: VersionFile, details: NewDocument) => ({
  fileName,
  fileType: details.fileType ?? (/\.([^.]{1,50})$/.exec(fileName)?.[1] ?? 'file').toLowerCase(),
  mimeType,
  fileSize: String(blob.size),
});

const keptAt = ({ blob }: VersionFile): Partial<Document> => ({ filePath: pathOf(blob) });

const refuse = (faults: Faults): void => {
  if (Object.keys(faults).length) throw badInput(faults);
};
