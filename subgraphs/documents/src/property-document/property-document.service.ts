import { conflict, notFound, PlatError } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { GrantLearning } from '../access-grant/access-grant.learning';
import type { Document } from '../document/document.entity';
import { PropertyDocument } from './property-document.entity';
import type { LinkPropertyDocumentInput } from './property-document.input';
import { assertMayLinkDocuments } from './property-document.policy';

/** As many documents as one property is linked to: its links are one list. */
const MOST_LINKS = 200;

/** Links between properties and documents. They are made and removed, and never edited. */
export class PropertyDocumentService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly grants: GrantLearning,
    private readonly documents: LoaderById<Document>,
  ) {}

  /**
   * @throws PlatError NOT_FOUND for a property that is not the viewer's or a document that they do not see, CONFLICT where
   * the link, or another main document, is there, UNAVAILABLE
   */
  async link({ propertyId, documentId, isPrimary }: LinkPropertyDocumentInput): Promise<PropertyDocument> {
    const { db, references } = this.scope;
    await this.assertOwns(propertyId);
    const document = await this.documents.load(documentId);
    if (!document) throw notFound('Document', documentId);
    await references.confirm([{ to: 'Property', id: propertyId, path: 'input.propertyId' }]);
    if ((await db.countBy(PropertyDocument, { propertyId })) >= MOST_LINKS)
      throw conflict(`The property has ${MOST_LINKS} documents already; remove a link first.`);
    const link = db.create(PropertyDocument, { propertyId: propertyId.toLowerCase(), documentId: document.id, isPrimary });
    await db.insert(PropertyDocument, link).catch((error: unknown) => {
      const rule = error instanceof PlatError ? error.extensions.rule : undefined;
      if (rule === 'property_documents_primary_key')
        throw conflict('The property has another main document; remove that link first, and add it again if it is to stay.');
      throw rule === 'property_documents_pkey' ? conflict('The document is linked to the property already.') : error;
    });
    await this.record('property_document.added', link);
    return link;
  }

  /** @throws PlatError NOT_FOUND for a property that is not the viewer's, or where there is no such link */
  async unlink(propertyId: string, documentId: string): Promise<PropertyDocument> {
    const { db } = this.scope;
    await this.assertOwns(propertyId);
    const link = isUuid(documentId) ? await db.findOneBy(PropertyDocument, { propertyId, documentId }) : null;
    const { affected } = link ? await db.delete(PropertyDocument, { propertyId, documentId }) : { affected: 0 };
    if (!link || affected !== 1) throw notFound('PropertyDocument', documentId);
    await this.record('property_document.removed', link);
    return link;
  }

  private async assertOwns(propertyId: string): Promise<void> {
    assertMayLinkDocuments(propertyId, await this.grants.held([{ type: 'Property', id: propertyId }]));
  }

  /** A link has no id of its own: its document is the subject, and the property is named. */
  private record(type: `property_document.${string}`, { propertyId, documentId, isPrimary }: PropertyDocument): Promise<void> {
    return this.events.recordOf(type, { type: 'PropertyDocument', id: documentId }, { propertyId, documentId, isPrimary });
  }
}
