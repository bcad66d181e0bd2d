import { revise } from '@plat/shared/database/revise';
import { badInput, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import type { GrantLearning } from '../access-grant/access-grant.learning';
import type { Subject } from '../access-grant/access-grant.store';
import { Document } from './document.entity';
import { DocumentAccessLevel, DocumentOrigin } from './document.enum';
import type { CreateDocumentInput, UpdateDocumentInput } from './document.input';
import { assertMayAddToExchange, assertMayEditDocument, assertMayPublish, visibleDocuments, wouldLose } from './document.policy';
import { readersOf, sinceEdit } from './document.readers';
import { type Faults, faultsOfEdit, faultsOfNew, given } from './document.rules';

/** Documents: of their owner, or of the lead, project or exchange that they belong to. */
export class DocumentService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly grants: GrantLearning,
    private readonly documents: LoaderById<Document>,
  ) {}

  /** @throws PlatError BAD_USER_INPUT, NOT_FOUND for what it refers to, FORBIDDEN to upload or publish, or UNAVAILABLE */
  async create({ sourceUrl, ...details }: CreateDocumentInput): Promise<Document> {
    const { db, viewer } = this.scope;
    refuse(faultsOfNew({ sourceUrl, ...details }));
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
        userId: details.origin === DocumentOrigin.EXCHANGE ? null : viewer.userId,
        uploadedById: viewer.userId,
      } as Partial<Document>),
    );
    const [readers] = await readersOf(db, [document]);
    await this.events.record('document.created', document, { exchangeId: document.exchangeId ?? undefined, readers });
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
  private async assertMayReferTo({ propertyId, platformLinkId, exchangeId }: Omit<CreateDocumentInput, 'sourceUrl'>): Promise<void> {
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

const refuse = (faults: Faults): void => {
  if (Object.keys(faults).length) throw badInput(faults);
};
