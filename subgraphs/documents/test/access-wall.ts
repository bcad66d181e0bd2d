import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { accessLogAccess } from './access-log.access-wall';
import { documentSearchAccess } from './document-text.access-wall';
import { documentVersionAccess } from './document-version.access-wall';
import { documentsCast, EDITORS, type Paper, type Person, READERS } from './documents.cast';
import type { TestDocuments } from './documents.factory';
import { keepingAccess } from './keeping.access-wall';
import { pinAccess } from './pin.access-wall';
import { propertyAccess } from './property-document.access-wall';
import { shareAccess } from './share-link.access-wall';
import { templateAccess } from './template.access-wall';
import { uploadAccess } from './upload.walls';

const READ = `query ($id: ID!, $refs: [_Any!]!) { document(id: $id) { id } _entities(representations: $refs) { ... on Document { id } }
  documents(filter: { id: { eq: $id } }) { edges { node { id } } totalCount } }`;
const UPDATE = 'mutation ($input: UpdateDocumentInput!) { updateDocument(input: $input) { id } }';
const CREATE = 'mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { id } }';

/** What documents answers where row level security is off: the policies in code stand alone. */
export async function accessWall(documents: TestDocuments): Promise<AccessCase[]> {
  const cast = await documentsCast(documents);
  const { people, places, papers } = cast;
  const { owner, stranger, admin, agent, support, manager, agency, client, guest, former, builder } = people;

  const reads = Object.entries(papers).flatMap(([name, { id }]) =>
    Object.entries(people).map(([person, as]): AccessCase => {
      const found = READERS[name as Paper].includes(person as Person);
      return {
        name: `${person} reads ${name}`,
        as,
        query: READ,
        variables: { id, refs: [{ __typename: 'Document', id }] },
        holds: ({ data, errors }) =>
          !errors &&
          [data.document, data._entities[0], data.documents.edges[0]?.node].every((row) => (found ? row?.id === id : !row)) &&
          data.documents.totalCount === Number(found),
      };
    }),
  );
  const edits = Object.entries(papers).flatMap(([name, { id }]) =>
    Object.entries(people)
      .filter(([person]) => !EDITORS[name as Paper].includes(person as Person))
      .map(
        ([person, as]): AccessCase => ({
          name: `${person} edits ${name}`,
          as,
          query: UPDATE,
          variables: { input: { id, title: 'Mine' } },
          holds: refusedWith(READERS[name as Paper].includes(person as Person) ? 'FORBIDDEN' : 'NOT_FOUND'),
        }),
      ),
  );
  const rights = (name: Paper, person: Person, expected: object): AccessCase => ({
    name: `${person} may other things with ${name}`,
    as: people[person],
    query: 'query ($id: ID!) { document(id: $id) { viewerMay { edit trash readContent needsReason share setPin } } }',
    variables: { id: papers[name].id },
    holds: ({ data }) => Object.entries(expected).every(([right, value]) => data.document?.viewerMay[right] === value),
  });
  const editors = Object.entries(papers).flatMap(([name, { id }]) =>
    EDITORS[name as Paper].map(
      (person): AccessCase => ({
        name: `${person} edits ${name}`,
        as: people[person],
        query: UPDATE,
        variables: { input: { id, description: 'Read.' } },
        holds: ({ data }) => data.updateDocument?.id === id,
      }),
    ),
  );
  const file = { fileName: 'new.pdf', fileType: 'pdf', sourceUrl: 'https://files.example.com/new.pdf' };
  const own = { ...file, origin: 'REAL_ESTATE', realEstateType: 'DEED' };
  const ofLead = { ...file, origin: 'LEAD', leadDocumentType: 'W9' };
  const ofProject = { ...file, origin: 'PROJECT', projectId: places.project };
  const ofExchange = { ...file, origin: 'EXCHANGE', exchangeId: places.exchangeId };
  const adds = (name: string, as: Viewer, input: object, refused?: string): AccessCase => ({
    name,
    as,
    query: CREATE,
    variables: { input },
    holds: refused ? refusedWith(refused) : ({ data }) => Boolean(data.createDocument?.id),
  });
  const under = (type: string, id: string, as: Viewer, count: number): AccessCase => ({
    name: `${count} documents under ${type}`,
    as,
    query: `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on ${type} { documents { edges { node { id } } totalCount } } } }`,
    variables: { refs: [{ __typename: type, id }] },
    holds: ({ data, errors }) =>
      !errors && data._entities[0].documents.edges.length === count && data._entities[0].documents.totalCount === count,
  });

  return [
    ...(await uploadAccess(documents)),
    ...(await accessLogAccess(documents)),
    ...(await pinAccess(documents)),
    ...propertyAccess(cast),
    ...(await shareAccess(documents, cast)),
    ...reads,
    ...edits,
    ...(await documentVersionAccess(documents, cast)),
    // Of people and papers of their own: what is checked out, others do not edit.
    ...(await keepingAccess(documents, await documentsCast(documents))),
    ...(await templateAccess(documents)),
    ...(await documentSearchAccess(documents, await documentsCast(documents))),
    under('User', owner.userId, owner, 2),
    under('User', owner.userId, stranger, 0),
    under('User', owner.userId, admin, 2),
    under('Property', places.property, owner, 1),
    under('Property', places.property, stranger, 0),
    under('PlatformLink', places.link, owner, 1),
    under('PlatformLink', places.link, stranger, 0),
    under('Project', places.project, owner, 1),
    under('Project', places.project, stranger, 0),
    under('Lead', places.lead, owner, 1),
    under('Lead', places.lead, stranger, 0),
    under('Lead', places.lead, admin, 1),
    under('Client', owner.clientId as string, owner, 1),
    under('Client', owner.clientId as string, agent, 2),
    under('Client', owner.clientId as string, builder, 2),
    under('Client', owner.clientId as string, stranger, 0),
    under('Exchange', places.exchangeId, guest, 6),
    under('Exchange', places.exchangeId, stranger, 1),
    under('Exchange', places.exchangeId, former, 1),
    ...editors,
    rights('w9', 'owner', { edit: true, readContent: true, needsReason: false, share: true, setPin: true }),
    rights('w9', 'admin', { edit: false, readContent: true, needsReason: true }),
    rights('deed', 'admin', { edit: false, readContent: true, needsReason: false }),
    rights('published', 'client', { edit: false, trash: false, readContent: true }),
    rights('published', 'manager', { edit: true, trash: true }),
    rights('paper', 'agency', { edit: true }),
    rights('paper', 'guest', { edit: false, readContent: true, share: false, setPin: false }),
    rights('plan', 'builder', { edit: false, readContent: true }),

    adds('owner adds about its property', owner, { ...own, propertyId: places.property }),
    adds('keeper adds about a property', stranger, { ...own, propertyId: places.property }, 'NOT_FOUND'),
    adds('former owner adds about a property', guest, { ...own, propertyId: places.property }, 'NOT_FOUND'),
    adds('owner adds about another’s property', owner, { ...own, propertyId: places.othersProperty }, 'NOT_FOUND'),
    adds(
      'owner adds under another’s link',
      owner,
      { ...file, origin: 'PLATFORM', platform: 'WEB', platformPath: '/1', platformLinkId: places.othersLink },
      'NOT_FOUND',
    ),
    adds('client plants an own document in the exchange', client, { ...own, exchangeId: places.exchangeId }, 'BAD_USER_INPUT'),
    adds('client adds to the exchange', client, ofExchange),
    adds('client adds a published document', client, { ...ofExchange, accessLevel: 'PUBLIC' }, 'FORBIDDEN'),
    adds('manager adds a published document', manager, { ...ofExchange, accessLevel: 'PUBLIC' }),
    adds('agency adds about another’s property', agency, { ...ofExchange, propertyId: places.property }, 'NOT_FOUND'),
    adds('guest adds to the exchange', guest, ofExchange, 'FORBIDDEN'),
    adds('admin adds a template', admin, { ...file, origin: 'EXCHANGE', isTemplate: true }),
    adds('support adds a template', support, { ...file, origin: 'EXCHANGE', isTemplate: true }, 'FORBIDDEN'),
    adds('client adds a template', client, { ...file, origin: 'EXCHANGE', isTemplate: true }, 'FORBIDDEN'),
    adds('guest adds a template to the exchange', guest, { ...ofExchange, isTemplate: true }, 'FORBIDDEN'),
    adds('admin adds what is no template', admin, { ...file, origin: 'EXCHANGE' }, 'BAD_USER_INPUT'),
    ...Object.entries({ former, stranger, admin }).map(([name, as]) => adds(`${name} adds to the exchange`, as, ofExchange, 'NOT_FOUND')),
    adds('owner adds to its lead', owner, { ...ofLead, leadId: places.lead }),
    ...Object.entries({ stranger, guest, admin }).map(([name, as]) =>
      adds(`${name} adds to the lead`, as, { ...ofLead, leadId: places.lead }, 'NOT_FOUND'),
    ),
    adds('owner adds to another’s lead', owner, { ...ofLead, leadId: places.othersLead }, 'NOT_FOUND'),
    adds('agent adds to the project', agent, ofProject),
    ...Object.entries({ owner, builder, support }).map(([name, as]) => adds(`${name} adds to the project`, as, ofProject, 'FORBIDDEN')),
    {
      name: 'client publishes',
      as: client,
      query: UPDATE,
      variables: { input: { id: papers.secret.id, accessLevel: 'PUBLIC' } },
      holds: refusedWith('FORBIDDEN'),
    },
    {
      name: 'manager restricts a document to others',
      as: manager,
      query: UPDATE,
      variables: { input: { id: papers.paper.id, accessLevel: 'RESTRICTED', allowedRoles: ['CLIENT'] } },
      holds: refusedWith('BAD_USER_INPUT'),
    },

    ...['document(id: "1") { id }', 'documents { totalCount }', '_entities(representations: []) { __typename }'].map(
      (field): AccessCase => ({
        name: `nobody reads ${field}`,
        as: NOBODY,
        query: `{ ${field} }`,
        holds: ({ errors }) => errors?.[0]?.extensions?.code === 'UNAUTHENTICATED',
      }),
    ),
  ];
}
