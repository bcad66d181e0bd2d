import { randomUUID } from 'node:crypto';
import { aViewer } from '@plat/shared/testing/viewers';
import { Document } from '../src/document/document.entity';
import { DocumentAccessLevel, DocumentOrigin } from '../src/document/document.enum';
import type { TestDocuments } from './documents.factory';

const ALL = ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'];

/** People in every position to documents of every kind, for both walls. */
export async function documentsCast(documents: TestDocuments) {
  const people = {
    /** Owns a property, a link and a lead, and is the client of a project. */
    owner: aViewer('USER', { clientId: randomUUID() }),
    /** Has the same of their own, and a part in another exchange. */
    stranger: aViewer('USER', { clientId: randomUUID() }),
    admin: aViewer('ADMIN'),
    agent: aViewer('AGENT'),
    support: aViewer('SUPPORT'),
    /** Parts in one exchange: manages it, manages it without being a coordinator, uploads, looks on, is there no more. */
    manager: aViewer('COORDINATOR'),
    agency: aViewer('AGENCY'),
    client: aViewer('CLIENT'),
    guest: aViewer('THIRD_PARTY'),
    former: aViewer('AGENCY'),
    /** Adds documents without looking on; takes part without either. */
    writer: aViewer('AGENCY'),
    listener: aViewer('AGENCY'),
    /** Manage another exchange: one looks on, one does not. */
    warden: aViewer('AGENCY'),
    blind: aViewer('AGENCY'),
    /** Contributes to the project, and to it no more. */
    builder: aViewer('STANDARD'),
    retired: aViewer('STANDARD'),
    /** Keeps the house's templates. */
    librarian: aViewer('STANDARD', { permissions: ['template:read', 'template:write'] }),
  };
  const { owner, stranger, manager, agency, client, guest, former, writer, listener, warden, blind, builder, retired } = people;
  const exchangeId = await documents.participation(manager, { role: 'COORDINATOR', permissions: ALL });
  await documents.participation(agency, { subjectId: exchangeId, role: 'AGENCY', permissions: ALL });
  await documents.participation(client, { subjectId: exchangeId, role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
  await documents.participation(guest, { subjectId: exchangeId, role: 'THIRD_PARTY', permissions: ['VIEW'] });
  await documents.participation(former, { subjectId: exchangeId, role: 'COORDINATOR', permissions: ALL, isActive: false });
  await documents.participation(writer, { subjectId: exchangeId, role: 'AGENCY', permissions: ['UPLOAD'] });
  await documents.participation(listener, { subjectId: exchangeId, role: 'AGENCY', permissions: ['MESSAGE'] });
  const second = await documents.participation(warden, { role: 'AGENCY', permissions: ALL });
  await documents.participation(blind, { subjectId: second, role: 'AGENCY', permissions: ['MESSAGE', 'MANAGE'] });
  await documents.participation(stranger, { role: 'COORDINATOR', permissions: ALL });
  // Coordinates another exchange, and this one no more: neither opens what is for coordinators of this one.
  await documents.participation(agency, { role: 'COORDINATOR', permissions: ALL });
  await documents.participation(agency, { subjectId: exchangeId, role: 'COORDINATOR', permissions: ALL, isActive: false });
  const places = {
    exchangeId,
    property: await documents.owned(owner, 'Property'),
    link: await documents.owned(owner, 'PlatformLink'),
    lead: await documents.owned(owner, 'Lead'),
    project: await documents.project(owner),
    deal: randomUUID(),
    inquiry: randomUUID(),
    othersProperty: await documents.owned(stranger, 'Property'),
    othersLink: await documents.owned(stranger, 'PlatformLink'),
    othersLead: await documents.owned(stranger, 'Lead'),
  };
  await documents.owned(builder, 'Project', { subjectId: places.project, role: 'CONTRIBUTOR' });
  await documents.owned(retired, 'Project', { subjectId: places.project, role: 'CONTRIBUTOR', isActive: false });
  await documents.owned(guest, 'Project', { subjectId: places.project, role: 'KEEPER' });
  await documents.project(stranger);
  // Whoever merely looks after something, or once owned it, does not own it.
  for (const [type, subjectId] of [
    ['Property', places.property],
    ['PlatformLink', places.link],
    ['Lead', places.lead],
  ] as const) {
    await documents.owned(stranger, type, { subjectId, role: 'KEEPER' });
    await documents.owned(guest, type, { subjectId, isActive: false });
  }
  const { PUBLIC, RESTRICTED } = DocumentAccessLevel;
  const papers = {
    deed: await documents.document(owner, { propertyId: places.property, dealId: places.deal }),
    scan: await documents.document(owner, {
      origin: DocumentOrigin.PLATFORM,
      platform: 'WEB',
      platformPath: '/1',
      platformLinkId: places.link,
    }),
    trash: await documents.document(owner, { trashedAt: new Date() }),
    w9: await documents.leadDocument(places.lead),
    paper: await documents.exchangeDocument(exchangeId),
    /** For coordinators; uploaded by the client. */
    secret: await documents.exchangeDocument(exchangeId, {
      accessLevel: RESTRICTED,
      allowedRoles: ['COORDINATOR'],
      uploadedById: client.userId,
    }),
    lost: await documents.exchangeDocument(exchangeId, {
      accessLevel: RESTRICTED,
      allowedRoles: ['COORDINATOR'],
      uploadedById: former.userId,
    }),
    /** Uploaded by who does not look on; the last one when they still might upload. */
    sent: await documents.exchangeDocument(exchangeId, { uploadedById: writer.userId }),
    sealed: await documents.exchangeDocument(exchangeId, {
      accessLevel: RESTRICTED,
      allowedRoles: ['COORDINATOR'],
      uploadedById: writer.userId,
    }),
    stale: await documents.exchangeDocument(exchangeId, { uploadedById: listener.userId }),
    guests: await documents.exchangeDocument(exchangeId, { uploadedById: guest.userId }),
    published: await documents.exchangeDocument(exchangeId, { accessLevel: PUBLIC, uploadedById: client.userId }),
    plan: await documents.projectDocument(places.project),
    /** Of an inquiry that has no project yet. */
    sketch: await documents.projectDocument(null, { inquiryId: places.inquiry }),
    render: await documents.projectDocument(places.project, { clientVisible: true }),
    memo: await documents.exchangeDocument(second),
    vault: await documents.exchangeDocument(second, { accessLevel: RESTRICTED, allowedRoles: ['CLIENT'] }),
    template: await documents.exchangeDocument(null, { isTemplate: true }),
    /** A template of the exchange is its document. */
    form: await documents.exchangeDocument(exchangeId, { isTemplate: true }),
  };
  const views = {
    own: await documents.mediaOf(places.property),
    foreign: await documents.mediaOf(places.othersProperty),
  };
  await documents.linked(places.property, papers.deed.id, { isPrimary: true });
  await documents.linked(places.property, papers.published.id);
  return { people, places, papers, views };
}

export type DocumentsCast = Awaited<ReturnType<typeof documentsCast>>;
export type Person = keyof DocumentsCast['people'];
export type Paper = keyof DocumentsCast['papers'];

/** Who may know of what: what both walls must answer. */
export const READERS: Readonly<Record<Paper, readonly Person[]>> = {
  deed: ['owner', 'admin'],
  scan: ['owner', 'admin'],
  trash: [],
  w9: ['owner', 'admin'],
  paper: ['manager', 'agency', 'client', 'guest', 'admin'],
  secret: ['manager', 'client', 'admin'],
  lost: ['manager', 'admin'],
  sent: ['manager', 'agency', 'client', 'guest', 'writer', 'admin'],
  sealed: ['manager', 'writer', 'admin'],
  stale: ['manager', 'agency', 'client', 'guest', 'admin'],
  guests: ['manager', 'agency', 'client', 'guest', 'admin'],
  published: [
    'owner',
    'stranger',
    'admin',
    'agent',
    'support',
    'manager',
    'agency',
    'client',
    'guest',
    'former',
    'writer',
    'listener',
    'warden',
    'blind',
    'builder',
    'retired',
    'librarian',
  ],
  plan: ['admin', 'agent', 'support', 'builder'],
  sketch: ['admin', 'agent', 'support'],
  render: ['owner', 'admin', 'agent', 'support', 'builder'],
  memo: ['admin', 'warden'],
  vault: ['admin'],
  template: ['admin', 'support', 'manager', 'librarian'],
  form: ['manager', 'agency', 'client', 'guest', 'admin'],
};

/** Who may edit what they may know of. */
export const EDITORS: Readonly<Record<Paper, readonly Person[]>> = {
  deed: ['owner'],
  scan: ['owner'],
  trash: [],
  w9: ['owner'],
  paper: ['manager', 'agency'],
  secret: ['manager', 'client'],
  lost: ['manager'],
  sent: ['manager', 'agency', 'writer'],
  sealed: ['manager', 'writer'],
  stale: ['manager', 'agency'],
  guests: ['manager', 'agency'],
  published: ['manager'],
  plan: ['admin', 'agent'],
  sketch: ['admin', 'agent'],
  render: ['admin', 'agent'],
  memo: ['warden'],
  vault: [],
  template: ['admin', 'librarian'],
  form: ['manager', 'agency'],
};

/** What is in the trash, those find who might edit it, were it not there, and administrators. */
export const FINDERS = Object.fromEntries(
  (Object.keys(EDITORS) as Paper[]).map((name): [Paper, readonly Person[]] => [name, [...new Set<Person>([...EDITORS[name], 'admin'])]]),
) as Record<Paper, readonly Person[]>;
// To edit what everybody reads is for coordinators; to put it away is not to speak to everybody.
Object.assign(FINDERS, { published: ['manager', 'agency', 'client', 'admin'], trash: ['owner', 'admin'] });

/** Whose SQL reads a paper: of the trash, as the database knows it, what they find there. */
export const ROW_READERS: typeof READERS = { ...READERS, trash: FINDERS.trash };

/** A twin of each paper, in the trash. @returns their ids, by the names of the papers */
export async function trashedTwins(documents: TestDocuments, { papers }: DocumentsCast): Promise<Record<Paper, string>> {
  const twins: Partial<Record<Paper, string>> = {};
  for (const [name, paper] of Object.entries(papers)) {
    const { id: _, ...values } = paper;
    const twin = await documents.given((db) => db.save(db.create(Document, { ...values, trashedAt: new Date() })));
    twins[name as Paper] = twin.id;
  }
  return twins as Record<Paper, string>;
}

/** Twins of papers that somebody might still find, kept after what they belonged to was deleted. @returns their ids */
export async function detachedTwins(documents: TestDocuments, { papers }: DocumentsCast): Promise<string[]> {
  const ids: string[] = [];
  for (const paper of [papers.published, papers.form, papers.template, papers.plan]) {
    const { id: _, ...values } = paper;
    ids.push((await documents.given((db) => db.save(db.create(Document, { ...values, detachedAt: new Date() })))).id);
  }
  return ids;
}
