import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CurrentIdentities } from '@plat/shared/access/current-identity';
import type { GrantSubject } from '@plat/shared/access/grants';
import type { Viewer } from '@plat/shared/access/viewer';
import type { ViewerCards } from '@plat/shared/access/viewer-card';
import { newToken, tokenHash } from '@plat/shared/crypto/secret-token';
import type { TestDatabase, TestDatabaseVariant } from '@plat/shared/testing/test-databases';
import { startTestSubgraph, type TestSubgraph } from '@plat/shared/testing/test-subgraph';
import type { DeepPartial } from 'typeorm';
import { AccessGrant } from '../src/access-grant/access-grant.entity';
import type { GrantOwners } from '../src/access-grant/access-grant.owners';
import { ALL_EXTENSIONS } from '../src/blob/file-forms';
import type { DocumentsSettings } from '../src/config';
import type { DocumentsParts } from '../src/context';
import { definition } from '../src/definition';
import { Document } from '../src/document/document.entity';
import { DocumentOrigin, LeadDocumentType, RealEstateDocumentType } from '../src/document/document.enum';
import { DocumentCheckOut } from '../src/document-checkout/document-checkout.entity';
import { DocumentPurgeCause, DocumentTombstone } from '../src/document-tombstone/document-tombstone.entity';
import { DocumentVersion } from '../src/document-version/document-version.entity';
import { LegalHold } from '../src/legal-hold/legal-hold.entity';
import { LegalHoldDocument } from '../src/legal-hold/legal-hold-document.entity';
import { Media } from '../src/media/media.entity';
import { MediaType } from '../src/media/media.enum';
import type { LookAtPassword } from '../src/pin/pin.password';
import { PropertyDocument } from '../src/property-document/property-document.entity';
import { RetentionPolicy } from '../src/retention/retention-policy.entity';
import { ShareLink } from '../src/share-link/share-link.entity';
import { ShareLinkDocument } from '../src/share-link/share-link-document.entity';
import { UPLOAD_LIMITS, type UploadLimits } from '../src/upload/upload.limits';

/** documents on a test database, with rows to be had. */
export interface TestDocuments extends TestSubgraph {
  /** Somebody's own document, of real estate. */
  document(owner: Viewer, values?: DeepPartial<Document>): Promise<Document>;
  /** A document of an exchange, added by somebody else unless `uploadedById` says so. */
  exchangeDocument(exchangeId: string | null, values?: DeepPartial<Document>): Promise<Document>;
  leadDocument(leadId: string, values?: DeepPartial<Document>): Promise<Document>;
  projectDocument(projectId: string | null, values?: DeepPartial<Document>): Promise<Document>;
  /** The first version of a document, by nobody, unless its number and more are given. */
  version(document: Pick<Document, 'id'>, values?: DeepPartial<DocumentVersion>): Promise<DocumentVersion>;
  /** That somebody has a document checked out, for an hour. */
  checkOut(document: Pick<Document, 'id'>, values?: DeepPartial<DocumentCheckOut>): Promise<DocumentCheckOut>;
  tombstone(values?: DeepPartial<DocumentTombstone>): Promise<DocumentTombstone>;
  legalHold(values?: DeepPartial<LegalHold>): Promise<LegalHold>;
  /** That a hold keeps a document, a new one unless its id is given. */
  hold(document: Pick<Document, 'id'>, values?: DeepPartial<LegalHoldDocument>): Promise<LegalHoldDocument>;
  /** For documents of no kind that there is, unless told otherwise. */
  retentionPolicy(values?: DeepPartial<RetentionPolicy>): Promise<RetentionPolicy>;
  /** Somebody's own property, lead or link, or one where they have another role; new unless its id is given. @returns its id */
  owned(owner: Viewer, subjectType: GrantSubject, values?: Partial<Pick<AccessGrant, 'subjectId' | 'role' | 'isActive'>>): Promise<string>;
  /** Lets somebody take part in an exchange, new unless its id is given. @returns its id */
  participation(
    viewer: Viewer,
    values: Pick<AccessGrant, 'role' | 'permissions'> & { subjectId?: string; isActive?: boolean },
  ): Promise<string>;
  /** A link between a property and a document. */
  linked(propertyId: string, documentId: string, values?: DeepPartial<PropertyDocument>): Promise<PropertyDocument>;
  /** A share link that somebody made, to these documents. */
  shareLink(createdById: string, documentIds?: readonly string[], values?: DeepPartial<ShareLink>): Promise<ShareLink>;
  /** A picture of a property. */
  mediaOf(propertyId: string, values?: DeepPartial<Media>): Promise<Media>;
  /** Makes a viewer's client the client of a new project. @returns its id */
  project(client: Viewer): Promise<string>;
}

const FILE = { title: 'Deed', fileName: 'deed.pdf', fileType: 'pdf', fileUrl: 'https://files.example.com/deed.pdf' };

/** Bytes that were kept, and of which the storage knows nothing. */
const KEPT_SQL = `INSERT INTO blobs (sha256, storage_provider, storage_key, size, sniffed_type, attachment_only)
  VALUES ($1, 'LOCAL', $1, 1000, 'application/pdf', false)`;

/** Whoever is asked knows of nothing: what a test grants is all that there is. */
const NO_OWNERS: GrantOwners = { ask: async () => [], page: async () => ({ grants: [], next: null }) };

/** Where the service under test keeps bytes. */
const folderOf = (): string => join(tmpdir(), `plat-files-${process.pid}-${process.env.JEST_WORKER_ID}`);

/** What the environment says elsewhere. */
export const settings = (): DocumentsSettings => ({
  urlKey: randomBytes(32),
  pinPepper: randomBytes(32),
  storage: { newIn: 'LOCAL', folder: folderOf() },
  taken: ALL_EXTENSIONS,
  limits: UPLOAD_LIMITS,
});

/** Everybody is called by their role. */
const CARDS: ViewerCards = { of: async ({ identity: { role } }) => ({ name: role ?? null, email: `${role}@example.com` }) };

/** Everybody's password; LIMITED looks like too many wrong ones. */
export const PASSWORD = 'everybody’s own password';
const LOOK: LookAtPassword = async (_, password) => (password === PASSWORD ? 'FITS' : password === 'limited' ? 'LIMITED' : 'WRONG');
/** Nobody is there but who asks. */
const NOBODY_ELSE: CurrentIdentities = { of: async () => null };

/** @param parts others than the service's own: who is asked for grants that are missing, who know of nothing unless given; the clock; … */
export async function startTestDocuments({
  owners = NO_OWNERS,
  cards = CARDS,
  look = LOOK,
  storages,
  clock,
  pinHash,
  graph,
  streams,
  identities = NOBODY_ELSE,
  limits = UPLOAD_LIMITS,
  ...variant
}: TestDatabaseVariant & {
  database?: TestDatabase;
  limits?: UploadLimits;
  connectionWaitMs?: number;
} & Partial<DocumentsParts> = {}): Promise<TestDocuments> {
  const definitionOf = definition({ ...settings(), limits }, { owners, cards, look, storages, clock, pinHash, graph, streams, identities });
  const documents = await startTestSubgraph(definitionOf, variant);
  const add = (values: DeepPartial<Document>) => documents.given((db) => db.save(db.create(Document, { ...FILE, ...values })));
  const grant = async (subjectType: GrantSubject, principalId: string | undefined, values: DeepPartial<AccessGrant>): Promise<string> => {
    const { subjectId } = await documents.given((db) =>
      db.save(db.create(AccessGrant, { subjectType, subjectId: randomUUID(), principalId, ...values })),
    );
    return subjectId;
  };
  const addHold: TestDocuments['legalHold'] = (values) =>
    documents.given((db) => db.save(db.create(LegalHold, { name: 'A dispute', reason: 'The court asked for it.', ...values })));
  return {
    ...documents,
    document: (owner, values) =>
      add({
        origin: DocumentOrigin.REAL_ESTATE,
        userId: owner.userId,
        uploadedById: owner.userId,
        realEstateType: RealEstateDocumentType.DEED,
        ...values,
      }),
    exchangeDocument: (exchangeId, values) => add({ origin: DocumentOrigin.EXCHANGE, exchangeId, uploadedById: randomUUID(), ...values }),
    leadDocument: (leadId, values) => add({ origin: DocumentOrigin.LEAD, leadId, leadDocumentType: LeadDocumentType.W9, ...values }),
    projectDocument: (projectId, values) => add({ origin: DocumentOrigin.PROJECT, projectId, ...values }),
    version: ({ id: documentId }, values) => {
      const blobSha256 = randomBytes(32).toString('hex');
      const row = { documentId, versionNumber: 1, path: `sha256/${blobSha256}`, blobSha256, hash: blobSha256, size: '1000' };
      return documents.given(async (db) => {
        await db.query(KEPT_SQL, [blobSha256]);
        return db.save(db.create(DocumentVersion, { ...row, fileName: 'deed.pdf', ...values }));
      });
    },
    checkOut: ({ id: documentId }, values) =>
      documents.given((db) =>
        db.save(
          db.create(DocumentCheckOut, {
            documentId,
            holderId: randomUUID(),
            fencingToken: '1',
            expiresAt: new Date(Date.now() + 3_600_000),
            ...values,
          }),
        ),
      ),
    tombstone: (values) => {
      const row = {
        documentId: randomUUID(),
        title: 'Deed',
        origin: DocumentOrigin.REAL_ESTATE,
        files: [],
        cause: DocumentPurgeCause.REQUEST,
      };
      return documents.given((db) => db.save(db.create(DocumentTombstone, { ...row, ...values })));
    },
    legalHold: addHold,
    hold: async ({ id: documentId }, values) => {
      const holdId = values?.holdId ?? (await addHold()).id;
      const row = { holdId, documentId, documentTitle: 'Deed', reason: 'A dispute.' };
      return documents.given((db) => db.save(db.create(LegalHoldDocument, { ...row, ...values })));
    },
    retentionPolicy: (values) => {
      const row = { name: 'Seven years', keepDays: 2_555, origin: DocumentOrigin.PROJECT, realEstateType: RealEstateDocumentType.HUD1 };
      return documents.given((db) => db.save(db.create(RetentionPolicy, { ...row, ...values })));
    },
    owned: (owner, subjectType, values) => grant(subjectType, owner.userId, { role: 'OWNER', ...values }),
    participation: (viewer, values) => grant('Exchange', viewer.contactId, values),
    linked: (propertyId, documentId, values) =>
      documents.given((db) => db.save(db.create(PropertyDocument, { propertyId, documentId, ...values }))),
    shareLink: (createdById, documentIds = [], values = {}) =>
      documents.given(async (db) => {
        const expiresAt = new Date(Date.now() + 3_600_000);
        const link = await db.save(db.create(ShareLink, { createdById, tokenHash: tokenHash(newToken()), expiresAt, ...values }));
        for (const documentId of documentIds) await db.save(db.create(ShareLinkDocument, { shareLinkId: link.id, documentId }));
        return link;
      }),
    mediaOf: (propertyId, values) =>
      documents.given((db) =>
        db.save(db.create(Media, { propertyId, type: MediaType.IMAGE, url: 'https://files.example.com/1.jpg', ...values })),
      ),
    project: (client) => grant('Project', client.clientId, { role: 'CLIENT' }),
  };
}
