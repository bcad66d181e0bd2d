import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import type { Document } from '../src/document/document.entity';
import { DocumentStatus } from '../src/document/document.enum';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments();
});
afterAll(() => documents.stop());

interface Parent {
  readonly id: string;
  add(values?: Partial<Document>): Promise<Document>;
}

/** For each type that others own: somebody, and a parent of theirs that documents hang under. */
const PARENTS: Readonly<Record<string, (viewer: Viewer) => Promise<Parent>>> = {
  User: async (viewer) => ({ id: viewer.userId, add: (values) => documents.document(viewer, values) }),
  Property: async (viewer) => {
    const propertyId = await documents.owned(viewer, 'Property');
    return { id: propertyId, add: (values) => documents.document(viewer, { propertyId, ...values }) };
  },
  PlatformLink: async (viewer) => {
    const platformLinkId = await documents.owned(viewer, 'PlatformLink');
    return { id: platformLinkId, add: (values) => documents.document(viewer, { platformLinkId, ...values }) };
  },
  Exchange: async (viewer) => {
    const id = await documents.participation(viewer, { role: 'CLIENT', permissions: ['VIEW'] });
    return { id, add: (values) => documents.exchangeDocument(id, values) };
  },
  Project: async (viewer) => {
    const id = await documents.project(viewer);
    return { id, add: (values) => documents.projectDocument(id, { clientVisible: true, ...values }) };
  },
  Deal: async (viewer) => {
    const dealId = randomUUID();
    return { id: dealId, add: (values) => documents.document(viewer, { dealId, ...values }) };
  },
  Lead: async (viewer) => {
    const id = await documents.owned(viewer, 'Lead');
    return { id, add: (values) => documents.leadDocument(id, values) };
  },
  Client: async (viewer) => {
    const projectId = await documents.project(viewer);
    return { id: viewer.clientId as string, add: (values) => documents.projectDocument(projectId, { clientVisible: true, ...values }) };
  },
};

const aPerson = () => aViewer('USER', { clientId: randomUUID() });
const under = (type: string, selection: string, variables = '') =>
  `query ($refs: [_Any!]!${variables}) { _entities(representations: $refs) { ... on ${type} { id ${selection} } } }`;
const refs = (type: string, ...parents: readonly Parent[]) => parents.map(({ id }) => ({ __typename: type, id }));

describe.each(Object.keys(PARENTS))('%s.documents', (type) => {
  const parentOf = (viewer: Viewer) => (PARENTS[type] as (typeof PARENTS)[string])(viewer);

  it('has the documents of the parent, and none for a stranger', async () => {
    const [ann, bob] = [aPerson(), aPerson()];
    const parent = await parentOf(ann);
    const { id } = await parent.add();
    await parent.add({ trashedAt: new Date() });
    await parent.add({ status: DocumentStatus.ARCHIVED });
    const ask = (viewer: Viewer) =>
      documents.ask(viewer, under(type, 'documents { edges { node { id } } totalCount }'), { refs: refs(type, parent) });
    expect((await ask(ann)).data._entities).toEqual([{ id: parent.id, documents: { edges: [{ node: { id } }], totalCount: 1 } }]);
    expect((await ask(bob)).data._entities).toEqual([{ id: parent.id, documents: { edges: [], totalCount: 0 } }]);
  });

  it('reads the pages of all parents in one statement, and counts only when asked', async () => {
    const admin = aViewer('ADMIN');
    const parents = [await parentOf(aPerson()), await parentOf(aPerson()), await parentOf(aPerson())];
    for (const parent of parents) for (let n = 0; n < 3; n += 1) await parent.add();
    let answer: Awaited<ReturnType<TestDocuments['ask']>> | undefined;
    const ask = (selection: string) =>
      documents.statementsOf(async () => {
        answer = await documents.ask(admin, under(type, `documents(first: 2) { ${selection} }`), { refs: refs(type, ...parents) });
      });
    expect(await ask('edges { node { id } } pageInfo { hasNextPage }')).toHaveLength(1);
    expect(
      answer?.data._entities.map(({ documents: { edges, pageInfo } }: { documents: { edges: unknown[]; pageInfo: object } }) => [
        edges.length,
        pageInfo,
      ]),
    ).toEqual(parents.map(() => [2, { hasNextPage: true }]));
    expect(await ask('edges { node { id } } totalCount')).toHaveLength(2);
  });

  it('goes on after a cursor, which is good for this list alone', async () => {
    const ann = aPerson();
    const parent = await parentOf(ann);
    const added = [await parent.add(), await parent.add(), await parent.add()];
    const page = (after?: string, of = type) =>
      documents.ask(
        ann,
        under(of, 'documents(first: 2, after: $after) { edges { node { id } } pageInfo { endCursor } }', ', $after: String'),
        { refs: refs(of, parent), after },
      );
    const first = (await page()).data._entities[0].documents;
    const second = (await page(first.pageInfo.endCursor)).data._entities[0].documents;
    expect([...first.edges, ...second.edges].map(({ node }) => node.id).sort()).toEqual(added.map(({ id }) => id).sort());
    const { errors } = await page(first.pageInfo.endCursor, type === 'User' ? 'Property' : 'User');
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
});

describe('Inquiry.documents', () => {
  it('has what staff added to the inquiry, for staff, in one statement for all inquiries', async () => {
    const agent = aViewer('AGENT');
    const inquiries = [randomUUID(), randomUUID(), randomUUID()];
    for (const inquiryId of inquiries) for (let n = 0; n < 3; n += 1) await documents.projectDocument(null, { inquiryId });
    const parents = inquiries.map((id) => ({ __typename: 'Inquiry', id }));
    const counts = async (viewer: Viewer) => {
      const { data } = await documents.ask(viewer, under('Inquiry', 'documents(first: 2) { edges { node { inquiry { id } } } }'), {
        refs: parents,
      });
      return data._entities.map((one: { id: string; documents: { edges: { node: { inquiry: { id: string } } }[] } }) =>
        one.documents.edges.every(({ node }) => node.inquiry.id === one.id) ? one.documents.edges.length : 'another’s',
      );
    };
    expect(await documents.statementsOf(() => counts(agent))).toHaveLength(1);
    expect(await counts(agent)).toEqual([2, 2, 2]);
    expect(await counts(aViewer('CLIENT', { clientId: randomUUID() }))).toEqual([0, 0, 0]);
  });
});

describe('Client.documents', () => {
  it('spans the projects of the client, and leaves out what another client has', async () => {
    const ann = aPerson();
    const [first, second, foreign] = [await documents.project(ann), await documents.project(ann), await documents.project(aPerson())];
    for (const projectId of [first, second, foreign])
      for (const clientVisible of [true, false]) await documents.projectDocument(projectId, { clientVisible });
    const total = async (viewer: Viewer) =>
      (await documents.ask(viewer, under('Client', 'documents { totalCount }'), { refs: [{ __typename: 'Client', id: ann.clientId }] }))
        .data._entities[0].documents.totalCount;
    expect([await total(ann), await total(aViewer('AGENT')), await total(aPerson())]).toEqual([2, 4, 0]);
  });
});

it('gives references to what other services keep', async () => {
  const ann = aPerson();
  const exchangeId = await documents.participation(ann, { role: 'CLIENT', permissions: ['VIEW'] });
  const projectId = await documents.project(ann);
  const [paper, plan] = [await documents.exchangeDocument(exchangeId), await documents.projectDocument(projectId, { clientVisible: true })];
  const query = `query ($paper: ID!, $plan: ID!) { paper: document(id: $paper) { exchange { id } uploadedBy { id } user { id } property { id } platformLink { id } project { id } }
    plan: document(id: $plan) { project { id } exchange { id } } }`;
  expect((await documents.ask(ann, query, { paper: paper.id, plan: plan.id })).data).toEqual({
    paper: {
      exchange: { id: exchangeId },
      uploadedBy: { id: paper.uploadedById },
      user: null,
      property: null,
      platformLink: null,
      project: null,
    },
    plan: { project: { id: projectId }, exchange: null },
  });
});
