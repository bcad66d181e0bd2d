import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { deliver, GrantWorld } from './grant-owners';

const world = new GrantWorld();
let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments({ owners: world });
});
afterAll(() => documents.stop());
afterEach(() => {
  world.down.clear();
  world.meanwhile = undefined;
  world.asked.length = 0;
});

const all = ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'];
const contactOf = ({ contactId }: Viewer) => contactId as string;
const file = { fileName: 'new.pdf', fileType: 'pdf', sourceUrl: 'https://files.example.com/new.pdf' };
const CREATE = 'mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { id } }';
const UNDER = (type: string) =>
  `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on ${type} { documents { edges { node { id } } totalCount } } } }`;

const read = (viewer: Viewer, id: string) => documents.ask(viewer, 'query ($id: ID!) { document(id: $id) { id } }', { id });
const sees = async (viewer: Viewer, id: string) => {
  const { data, errors } = await read(viewer, id);
  return errors ? errors[0]?.extensions?.code : data.document?.id === id;
};
const under = async (viewer: Viewer, type: string, ...ids: string[]): Promise<number[]> => {
  const { data } = await documents.ask(viewer, UNDER(type), { refs: ids.map((id) => ({ __typename: type, id })) });
  return data._entities.map((one: { documents: { edges: unknown[] } }) => one.documents.edges.length);
};
const add = async (viewer: Viewer, input: object) => {
  const { data, errors } = await documents.ask(viewer, CREATE, { input: { ...file, ...input } });
  return errors ? errors[0]?.extensions?.code : typeof data.createDocument.id;
};
/** All that happened and was not told yet. */
const tellAll = async () => expect((await deliver(documents, world.events.splice(0))).filter(Boolean)).toEqual([]);

describe('a grant that no event has told yet', () => {
  it('is asked for: documents are seen, listed and added as soon as their owner knows', async () => {
    const viewer = aViewer('CLIENT', { clientId: randomUUID() });
    const exchangeId = world.takePart(contactOf(viewer), { rights: all });
    const other = world.takePart(contactOf(viewer), { rights: all });
    const lead = world.hold('Lead', viewer.userId);
    const project = world.hold('Project', viewer.clientId as string);
    const [property, link] = [world.hold('Property', viewer.userId), world.hold('PlatformLink', viewer.userId)];
    const paper = await documents.exchangeDocument(exchangeId);
    await documents.exchangeDocument(other);
    const w9 = await documents.leadDocument(lead);
    const render = await documents.projectDocument(project, { clientVisible: true });
    expect(await Promise.all([paper, w9].map(({ id }) => sees(viewer, id)))).toEqual([true, true]);
    expect(await under(viewer, 'Exchange', exchangeId, other)).toEqual([1, 1]);
    expect(await under(viewer, 'Project', project)).toEqual([1]);
    const fourth = world.takePart(contactOf(viewer));
    await documents.exchangeDocument(fourth);
    const { data } = await documents.ask(
      viewer,
      'query ($ids: [ID!]) { documents(filter: { exchangeId: { in: $ids } }) { edges { node { id } } totalCount } }',
      { ids: [exchangeId, fourth.toUpperCase()] },
    );
    expect([data.documents.edges.length, data.documents.totalCount]).toEqual([2, 2]);
    expect(await sees(viewer, render.id)).toBe(true);
    expect(await add(viewer, { origin: 'REAL_ESTATE', realEstateType: 'DEED', propertyId: property.toUpperCase() })).toBe('string');
    expect(await add(viewer, { origin: 'PLATFORM', platform: 'WEB', platformPath: '/1', platformLinkId: link })).toBe('string');
    const third = world.takePart(contactOf(viewer), { rights: all });
    expect(await add(viewer, { origin: 'EXCHANGE', exchangeId: third })).toBe('string');
    expect(world.asked.map(({ type, ids }) => `${type} ${ids.length}`).sort()).toEqual(
      ['Exchange 1', 'Exchange 1', 'Exchange 1', 'Exchange 1', 'Lead 1', 'PlatformLink 1', 'Project 1', 'Property 1'].sort(),
    );
  });

  it('is not there for a stranger, who makes it be asked for once in a minute', async () => {
    const [owner, stranger] = [aViewer('CLIENT'), aViewer('CLIENT')];
    const exchangeId = world.takePart(contactOf(owner));
    const lead = world.hold('Lead', owner.userId);
    const property = world.hold('Property', owner.userId);
    const [paper, w9] = [await documents.exchangeDocument(exchangeId), await documents.leadDocument(lead)];
    const tryAll = async () => {
      expect([await sees(stranger, paper.id), await sees(stranger, w9.id)]).toEqual([false, false]);
      expect(await under(stranger, 'Exchange', exchangeId)).toEqual([0]);
      expect(await add(stranger, { origin: 'REAL_ESTATE', realEstateType: 'DEED', propertyId: property })).toBe('NOT_FOUND');
      expect(await add(stranger, { origin: 'EXCHANGE', exchangeId })).toBe('NOT_FOUND');
    };
    for (let n = 0; n < 3; n++) await tryAll();
    expect(world.asked.map(({ type }) => type).sort()).toEqual(['Exchange', 'Lead', 'Property']);
    expect(world.asked.filter(({ type }) => type === 'Exchange')).toEqual([
      { type: 'Exchange', ids: [exchangeId], principalId: stranger.contactId },
    ]);
    await documents.given((db) => db.query(`UPDATE access_grants SET updated_at = now() - interval '61 seconds' WHERE role = 'NONE'`));
    await tryAll();
    // The property was looked up by the viewer's own words, and this process remembers that for a minute of its clock.
    expect(world.asked.map(({ type }) => type).sort()).toEqual(['Exchange', 'Exchange', 'Lead', 'Lead', 'Property']);
    expect(await sees(owner, w9.id)).toBe(true);
    expect(world.asked).toHaveLength(5); // the owner of the lead was told with the answer to the stranger
  });

  it('leaves nothing behind of what nobody asks for any more', async () => {
    const stranger = aViewer('CLIENT');
    for (let n = 0; n < 3; n++) await add(stranger, { origin: 'EXCHANGE', exchangeId: randomUUID() });
    const notes = () =>
      documents.given((db) => db.query(`SELECT role, is_active FROM access_grants WHERE principal_id = $1`, [stranger.contactId]));
    expect(await notes()).toEqual(Array(3).fill({ role: 'NONE', is_active: false }));
    await documents.given((db) => db.query(`UPDATE access_grants SET updated_at = now() - interval '61 seconds' WHERE role = 'NONE'`));
    await add(stranger, { origin: 'EXCHANGE', exchangeId: randomUUID() });
    expect(await notes()).toHaveLength(1);
  });

  it('shows nothing while its owner does not answer, and is UNAVAILABLE where a thing is named; what is known, and what others own, is answered', async () => {
    const viewer = aViewer('CLIENT');
    const [fresh, known] = [world.takePart(contactOf(viewer), { rights: all }), world.takePart(contactOf(viewer), { rights: all })];
    const lead = world.hold('Lead', viewer.userId);
    const [paper, old, w9] = [
      await documents.exchangeDocument(fresh),
      await documents.exchangeDocument(known),
      await documents.leadDocument(lead),
    ];
    expect(await sees(viewer, old.id)).toBe(true);
    world.down.add('Exchange');
    const { data, errors } = await documents.ask(
      viewer,
      `query ($paper: ID!, $old: ID!, $w9: ID!, $none: ID!) { paper: document(id: $paper) { id } old: document(id: $old) { id }
        w9: document(id: $w9) { id } none: document(id: $none) { id } }`,
      { paper: paper.id, old: old.id, w9: w9.id, none: randomUUID() },
    );
    expect(data).toEqual({ paper: null, old: { id: old.id }, w9: { id: w9.id }, none: null });
    expect(errors).toBeUndefined();
    expect(await add(viewer, { origin: 'EXCHANGE', exchangeId: fresh })).toBe('UNAVAILABLE');
    expect(await under(viewer, 'Exchange', known)).toEqual([1]);
    world.down.clear();
    expect(await sees(viewer, paper.id)).toBe(true);
  });

  it('keeps a hidden document from being told from none while its owner is down, in every way to name one', async () => {
    const [owner, stranger] = [aViewer('CLIENT'), aViewer('CLIENT', { clientId: randomUUID() })];
    const hidden = [
      await documents.exchangeDocument(world.takePart(contactOf(owner))),
      await documents.leadDocument(world.hold('Lead', owner.userId)),
      await documents.projectDocument(world.hold('Project', randomUUID()), { clientVisible: true }),
    ];
    for (const type of ['Exchange', 'Lead', 'Project'] as const) world.down.add(type);
    const ways = [
      'query ($id: ID!) { document(id: $id) { id } }',
      'query ($id: ID!) { _entities(representations: [{ __typename: "Document", id: $id }]) { ... on Document { id } } }',
      'mutation ($id: ID!) { updateDocument(input: { id: $id, title: "Mine" }) { id } }',
    ];
    for (const query of ways) {
      const said = async (id: string) =>
        JSON.stringify(await documents.ask(stranger, query, { id }))
          .replaceAll(id, 'ID')
          .replace(/"requestId":"[^"]*"/g, '');
      const ofNone = await said(randomUUID());
      for (const { id } of hidden) expect(await said(id)).toBe(ofNone);
      expect(ofNone).not.toContain('UNAVAILABLE');
    }
    const [foreign, none] = [world.takePart(contactOf(owner)), randomUUID()];
    for (const exchangeId of [foreign, none]) expect(await add(stranger, { origin: 'EXCHANGE', exchangeId })).toBe('UNAVAILABLE');
  });

  it('is asked for once by fifty who miss it at once', async () => {
    const viewer = aViewer('CLIENT');
    const exchangeId = world.takePart(contactOf(viewer));
    const { id } = await documents.exchangeDocument(exchangeId);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => (n % 2 ? sees(viewer, id) : under(viewer, 'Exchange', exchangeId))),
    );
    expect(answers).toEqual(Array.from({ length: 50 }, (_, n) => (n % 2 ? true : [1])));
    expect(world.asked.length).toBeLessThanOrEqual(3);
  });

  it('is asked for by one question and statement for all parents of a list', async () => {
    const viewer = aViewer('CLIENT');
    const exchanges = Array.from({ length: 30 }, () => world.takePart(contactOf(viewer)));
    for (const id of exchanges) await documents.exchangeDocument(id);
    // A text of its own, which is executed once; one that is known would begin anew, when it comes to asking.
    const query = UNDER('Exchange').replace('query', 'query AllAtOnce');
    const refs = exchanges.map((id) => ({ __typename: 'Exchange', id }));
    const statements = await documents.statementsOf(() => documents.ask(viewer, query, { refs }));
    expect(statements).toHaveLength(4 /* page, what is unknown, page, counts */);
    expect(world.asked).toHaveLength(1);
  });

  it('costs nothing where everything is granted, or known not to be', async () => {
    const [viewer, stranger] = [aViewer('CLIENT'), aViewer('CLIENT')];
    const exchanges = [world.takePart(contactOf(viewer), { rights: all }), world.takePart(contactOf(viewer), { rights: all })];
    const papers = await Promise.all(exchanges.map((id) => documents.exchangeDocument(id)));
    const empty = world.takePart(contactOf(viewer));
    await tellAll();
    const list = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Exchange { documents { edges { node { id } } } } } }`;
    const refs = (...ids: string[]) => ({ refs: ids.map((id) => ({ __typename: 'Exchange', id })) });
    const count = async (work: () => Promise<unknown>) => (await documents.statementsOf(work)).length;
    expect(await count(() => documents.ask(viewer, list, refs(...exchanges)))).toBe(1);
    expect(await count(() => read(viewer, papers[0]?.id as string))).toBe(1);
    for (const [who, id] of [
      [viewer, empty],
      [stranger, exchanges[0] as string],
    ] as const) {
      await documents.ask(who, list, refs(id));
      expect(await count(() => documents.ask(who, list, refs(id)))).toBe(1);
    }
    expect(await count(() => documents.ask(aViewer('ADMIN'), list, refs(randomUUID())))).toBe(1);
    expect(world.asked.map(({ principalId }) => principalId)).toEqual([stranger.contactId]);
  });
});

describe('events', () => {
  it('give and take: a participation that ends or changes counts at once, and several count together', async () => {
    const viewer = aViewer('CLIENT');
    const exchangeId = world.takePart(contactOf(viewer), { role: 'CLIENT', rights: ['VIEW', 'UPLOAD'] });
    world.takePart(contactOf(viewer), { exchangeId, role: 'AGENCY', rights: ['VIEW'] });
    const { id } = await documents.exchangeDocument(exchangeId);
    await tellAll();
    expect([await sees(viewer, id), await add(viewer, { origin: 'EXCHANGE', exchangeId })]).toEqual([true, 'string']);
    world.takePart(contactOf(viewer), { exchangeId, role: 'CLIENT', isActive: false });
    await tellAll();
    expect([await sees(viewer, id), await add(viewer, { origin: 'EXCHANGE', exchangeId })]).toEqual([true, 'FORBIDDEN']);
    world.takePart(contactOf(viewer), { exchangeId, role: 'AGENCY', isActive: false });
    await tellAll();
    expect([await sees(viewer, id), await add(viewer, { origin: 'EXCHANGE', exchangeId })]).toEqual([false, 'NOT_FOUND']);
    expect(await under(viewer, 'Exchange', exchangeId)).toEqual([0]);
    expect(world.asked).toEqual([]);
  });

  it('take a thing from whoever had it when it goes to somebody else, and from all when it goes', async () => {
    const [ann, bob] = [aViewer('USER'), aViewer('USER')];
    const lead = world.hold('Lead', ann.userId);
    const { id } = await documents.leadDocument(lead);
    await tellAll();
    expect([await sees(ann, id), await sees(bob, id)]).toEqual([true, false]);
    world.hold('Lead', bob.userId, lead);
    world.edit('Lead', lead);
    await tellAll();
    expect([await sees(ann, id), await sees(bob, id)]).toEqual([false, true]);
    world.delete('Lead', lead);
    await tellAll();
    expect([await sees(ann, id), await sees(bob, id)]).toEqual([false, false]);
  });

  it('take a participation that goes with its exchange and tells what it was, and nothing with a lead that goes to the trash', async () => {
    const viewer = aViewer('CLIENT');
    const [exchangeId, lead] = [world.takePart(contactOf(viewer)), world.hold('Lead', viewer.userId)];
    const [paper, w9] = [await documents.exchangeDocument(exchangeId), await documents.leadDocument(lead)];
    await tellAll();
    expect([await sees(viewer, paper.id), await sees(viewer, w9.id)]).toEqual([true, true]);
    const old = { exchange_id: exchangeId, contact_id: contactOf(viewer), role: 'CLIENT', is_active: true };
    const end = { id: randomUUID(), seq: '999999999', subjectId: randomUUID(), actorUserId: null, occurredAt: new Date() };
    const faults = await deliver(documents, [
      { ...end, source: 'exchanges', type: 'exchange_participant.deleted', subjectType: 'ExchangeParticipant', payload: { old, new: {} } },
      { ...end, id: randomUUID(), source: 'crm', type: 'lead.trashed', subjectType: 'Lead', subjectId: lead, payload: {} },
    ]);
    expect(faults).toEqual([undefined, undefined]);
    expect([await sees(viewer, paper.id), await sees(viewer, w9.id)]).toEqual([false, true]);
  });

  it('stay with a participant who lost the contact that named them, and change after that', async () => {
    const viewer = aViewer('CLIENT');
    const exchangeId = world.takePart(contactOf(viewer));
    const paper = await documents.exchangeDocument(exchangeId);
    await tellAll();
    const subjectId = randomUUID();
    const told = { source: 'exchanges', subjectType: 'ExchangeParticipant', subjectId, actorUserId: null, occurredAt: new Date() } as const;
    const [cleared, ended] = [
      { old: { assigned_by: randomUUID() }, new: { assigned_by: null } },
      { role: 'CLIENT', rights: [], isActive: false },
    ];
    const detached = { ...told, id: randomUUID(), seq: '999999998', type: 'exchange_participant.detached', payload: cleared };
    expect(await deliver(documents, [detached])).toEqual([undefined]);
    expect(await sees(viewer, paper.id)).toBe(true);
    const payload = { exchangeId, contactId: contactOf(viewer), ...ended };
    const updated = { ...told, id: randomUUID(), seq: '999999999', type: 'exchange_participant.updated', payload };
    expect(await deliver(documents, [updated])).toEqual([undefined]);
    expect(await sees(viewer, paper.id)).toBe(false);
  });

  it('take everything from people who are gone', async () => {
    const viewer = aViewer('CLIENT', { clientId: randomUUID() });
    const [lead, exchangeId] = [world.hold('Lead', viewer.userId), world.takePart(contactOf(viewer))];
    const project = world.hold('Project', viewer.clientId as string);
    const papers = [
      await documents.leadDocument(lead),
      await documents.exchangeDocument(exchangeId),
      await documents.projectDocument(project, { clientVisible: true }),
    ];
    const seen = () => Promise.all(papers.map(({ id }) => sees(viewer, id)));
    await tellAll();
    expect(await seen()).toEqual([true, true, true]);
    world.deletePrincipal('user', viewer.userId);
    world.deletePrincipal('contact', contactOf(viewer));
    world.deletePrincipal('client', viewer.clientId as string);
    await tellAll();
    expect(await seen()).toEqual([false, false, false]);
  });

  it('change nothing when they come again, or late', async () => {
    const [ann, bob] = [aViewer('USER'), aViewer('USER')];
    const lead = world.hold('Lead', ann.userId);
    world.hold('Lead', bob.userId, lead);
    const { id } = await documents.leadDocument(lead);
    const [created, moved] = world.events.splice(0) as [(typeof world.events)[number], (typeof world.events)[number]];
    expect(await sees(bob, id)).toBe(true); // asked
    await deliver(documents, [created]);
    expect([await sees(ann, id), await sees(bob, id)]).toEqual([false, true]);
    await deliver(documents, [created, moved, moved, { ...created, id: randomUUID() }]);
    expect([await sees(ann, id), await sees(bob, id)]).toEqual([false, true]);
  });

  it('that overtake an answer are not undone by it', async () => {
    const viewer = aViewer('CLIENT');
    const exchangeId = world.takePart(contactOf(viewer));
    const { id } = await documents.exchangeDocument(exchangeId);
    world.meanwhile = async () => {
      world.meanwhile = undefined;
      world.takePart(contactOf(viewer), { exchangeId, isActive: false });
      await tellAll();
    };
    expect(await sees(viewer, id)).toBe(false);
    expect(world.asked).toHaveLength(1);
  });

  it('that come after the end of the thing, or of the person, give nothing back', async () => {
    const viewer = aViewer('CLIENT', { clientId: randomUUID() });
    const exchangeId = world.takePart(contactOf(viewer));
    const [lead, project] = [world.hold('Lead', viewer.userId), world.hold('Project', viewer.clientId as string)];
    const late = world.events.splice(0);
    const papers = [await documents.exchangeDocument(exchangeId), await documents.projectDocument(project, { clientVisible: true })];
    const w9 = await documents.leadDocument(lead);
    world.end('Exchange', exchangeId);
    world.deletePrincipal('user', viewer.userId);
    world.deletePrincipal('client', viewer.clientId as string);
    const ends = world.events.splice(0);
    expect(
      await deliver(documents, [...ends, ...late, ...ends, ...late.map((event) => ({ ...event, id: randomUUID() }))]),
    ).not.toContainEqual(expect.any(String));
    // Nor does an answer that its owner gave before it knew.
    expect(await Promise.all([...papers, w9].map(({ id }) => sees(viewer, id)))).toEqual([false, false, false]);
    expect(await under(viewer, 'Exchange', exchangeId)).toEqual([0]);
    const active = 'SELECT subject_type FROM access_grants WHERE is_active AND subject_id = ANY ($1)';
    expect(await documents.given((db) => db.query(active, [[exchangeId, lead, project]]))).toEqual([]);
  });

  it('of a person’s end and of what the person gets, taken at once, leave nothing', async () => {
    for (let n = 0; n < 10; n++) {
      const contactId = randomUUID();
      const exchangeId = world.takePart(contactId);
      const [joined] = world.events.splice(0);
      world.deletePrincipal('contact', contactId);
      const [gone] = world.events.splice(0);
      await Promise.all([joined, gone].map((event) => event && deliver(documents, [event])));
      const active = 'SELECT FROM access_grants WHERE is_active AND subject_id = $1';
      expect(await documents.given((db) => db.query(active, [exchangeId]))).toEqual([]);
    }
  });

  it('about the things of others count for nothing', async () => {
    const viewer = aViewer('CLIENT');
    const exchangeId = world.takePart(contactOf(viewer));
    const { id } = await documents.exchangeDocument(exchangeId);
    await tellAll();
    const stranger = aViewer('CLIENT');
    world.takePart(contactOf(stranger), { exchangeId });
    world.end('Exchange', exchangeId);
    expect(
      await deliver(
        documents,
        world.events.splice(0).map((event) => ({ ...event, source: 'sync' })),
      ),
    ).toEqual([undefined, undefined]);
    world.down.add('Exchange');
    expect([await sees(viewer, id), await sees(stranger, id)]).toEqual([true, false]);
  });

  it('that cannot be understood are refused, and come again', async () => {
    world.takePart('no id');
    expect(await deliver(documents, world.events.splice(0))).toEqual(['ZodError']);
  });
});
