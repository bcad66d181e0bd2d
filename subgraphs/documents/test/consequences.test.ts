import { randomUUID } from 'node:crypto';
import { consequencesSuite } from '@plat/shared/testing/consequences-suite';
import { aViewer } from '@plat/shared/testing/viewers';
import type { DeepPartial } from 'typeorm';
import { DocumentAccessLog } from '../src/access-log/access-log.entity';
import { DocumentAccessAction } from '../src/access-log/access-log.enum';
import type { Document } from '../src/document/document.entity';
import { DocumentOrigin } from '../src/document/document.enum';
import { startTestDocuments, type TestDocuments } from './documents.factory';

const own = (values: (id: string) => DeepPartial<Document>) => (documents: TestDocuments, id: string) =>
  documents.document(aViewer(), values(id));

consequencesSuite('documents', startTestDocuments, {
  'documents.user_id': own((userId) => ({ userId })),
  'documents.uploaded_by': own((uploadedById) => ({ uploadedById })),
  'document_versions.created_by': async (documents, createdById) => documents.version(await documents.document(aViewer()), { createdById }),
  'document_checkouts.holder_user_id': async (documents, holderId) => documents.checkOut(await documents.document(aViewer()), { holderId }),
  'document_checkouts.taken_from': async (documents, takenFromId) =>
    documents.checkOut(await documents.document(aViewer()), { takenFromId }),
  'documents.trashed_by': own((trashedById) => ({ trashedById })),
  'document_tombstones.user_id': (documents, userId) => documents.tombstone({ userId }),
  'document_tombstones.purged_by': (documents, purgedById) => documents.tombstone({ purgedById }),
  'legal_holds.exchange_id': (documents, exchangeId) => documents.legalHold({ exchangeId }),
  'legal_holds.placed_by': (documents, placedById) => documents.legalHold({ placedById }),
  'legal_holds.released_by': (documents, releasedById) =>
    documents.legalHold({ releasedById, releasedAt: new Date(), releaseReason: 'Settled.' }),
  'legal_hold_documents.added_by': async (documents, addedById) => documents.hold(await documents.document(aViewer()), { addedById }),
  'legal_hold_documents.removed_by': async (documents, removedById) =>
    documents.hold(await documents.document(aViewer()), { removedById, removedAt: new Date(), removalReason: 'Settled.' }),
  'retention_policies.created_by': (documents, createdById) => documents.retentionPolicy({ createdById }),
  'documents.property_id': own((propertyId) => ({ propertyId })),
  'documents.deal_id': own((dealId) => ({ dealId })),
  'documents.connection_id': own((platformLinkId) => ({ platformLinkId })),
  'documents.lead_id': (documents, id) => documents.leadDocument(id),
  'documents.project_id': (documents, id) => documents.projectDocument(id),
  'documents.exchange_id': (documents, id) => documents.exchangeDocument(id),
  'share_links.created_by': (documents, id) => documents.shareLink(id),
  'property_documents.property_id': async (documents, propertyId) => {
    const { id } = await documents.document(aViewer());
    await documents.linked(propertyId, id);
    return { id, key: 'document_id' };
  },
  'media.property_id': (documents, id) => documents.mediaOf(id),
  'documents.inquiry_id': (documents, inquiryId) => documents.projectDocument(randomUUID(), { inquiryId, origin: DocumentOrigin.PROJECT }),
  'document_access_logs.user_id': ({ given }, userId) =>
    given((db) => db.save(db.create(DocumentAccessLog, { documentId: randomUUID(), userId, action: DocumentAccessAction.VIEW }))),
});
