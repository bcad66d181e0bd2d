import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { MediaType } from '../src/media/media.enum';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments();
});
afterAll(() => documents.stop());

const ADD = 'mutation ($input: AddMediaInput!) { addMedia(input: $input) { id type url metadata property { id } } }';
const REMOVE = 'mutation ($id: ID!) { removeMedia(id: $id) { url } }';
const LIST = `query ($refs: [_Any!]!, $first: Int, $after: String, $filter: MediaFilter, $orderBy: MediaOrder! = UPLOADED_AT_DESC) {
  _entities(representations: $refs) { ... on Property { media(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    edges { node { id } } pageInfo { hasNextPage endCursor } totalCount } } } }`;
const url = 'https://files.example.com/front.jpg';
const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;
const refs = (...ids: string[]) => ids.map((id) => ({ __typename: 'Property', id }));
const list = async (as: Viewer, property: string, variables: object = {}) => {
  const { data } = await documents.ask(as, LIST, { refs: refs(property), ...variables });
  const { edges, pageInfo, totalCount } = data._entities[0].media;
  return { ids: edges.map(({ node }: { node: { id: string } }) => node.id), pageInfo, totalCount };
};

describe('media of properties', () => {
  it('are added and removed by the owner, read by them and administrators, and told', async () => {
    const [ann, bob, admin] = [aViewer(), aViewer(), aViewer('ADMIN')];
    const propertyId = await documents.owned(ann, 'Property');
    const input = { propertyId, type: 'IMAGE', url, metadata: { caption: 'From the street' } };
    const { data, errors } = await documents.ask(ann, ADD, { input });
    expect(errors).toBeUndefined();
    const { id, ...added } = data.addMedia;
    expect(added).toEqual({ type: 'IMAGE', url, metadata: { caption: 'From the street' }, property: { id: propertyId } });
    expect([(await list(ann, propertyId)).ids, (await list(admin, propertyId)).ids, (await list(bob, propertyId)).ids]).toEqual([
      [id],
      [id],
      [],
    ]);
    expect(code(await documents.ask(bob, ADD, { input }))).toBe('NOT_FOUND');
    expect(code(await documents.ask(admin, ADD, { input }))).toBe('NOT_FOUND');
    expect(code(await documents.ask(bob, REMOVE, { id }))).toBe('NOT_FOUND');
    expect(code(await documents.ask(admin, REMOVE, { id }))).toBe('FORBIDDEN');
    expect((await documents.ask(ann, REMOVE, { id })).data.removeMedia).toEqual({ url });
    expect(code(await documents.ask(ann, REMOVE, { id }))).toBe('NOT_FOUND');
    const events = await documents.given((db) =>
      db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]),
    );
    expect(events).toMatchObject([
      { type: 'media.added', payload: { propertyId, new: { url } } },
      { type: 'media.removed', payload: { propertyId, old: { url } } },
    ]);
  });

  it('are removed once by many at once', async () => {
    const ann = aViewer();
    const { id } = await documents.mediaOf(await documents.owned(ann, 'Property'));
    const answers = await Promise.all(Array.from({ length: 5 }, () => documents.ask(ann, REMOVE, { id })));
    expect(answers.map(code).filter(Boolean)).toEqual(Array(4).fill('NOT_FOUND'));
  });

  it('are listed by kind, in order, page by page, in one statement for all properties', async () => {
    const ann = aViewer();
    const [house, barn] = [await documents.owned(ann, 'Property'), await documents.owned(ann, 'Property')];
    const film = await documents.mediaOf(house, { type: MediaType.VIDEO });
    const sheet = await documents.mediaOf(house, { type: MediaType.DOC });
    const front = await documents.mediaOf(house);
    await documents.mediaOf(barn);
    expect((await list(ann, house, { orderBy: 'UPLOADED_AT_ASC' })).ids).toEqual([film.id, sheet.id, front.id]);
    expect((await list(ann, house, { filter: { type: ['VIDEO', 'IMAGE'] } })).ids).toEqual([front.id, film.id]);
    const first = await list(ann, house, { first: 2 });
    expect([first.ids, first.totalCount, first.pageInfo.hasNextPage]).toEqual([[front.id, sheet.id], 3, true]);
    expect((await list(ann, house, { first: 2, after: first.pageInfo.endCursor })).ids).toEqual([film.id]);
    const query = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Property { media { edges { node { url } } } } } }';
    expect(await documents.statementsOf(() => documents.ask(ann, query, { refs: refs(house, barn) }))).toHaveLength(1);
  });

  it('lie at addresses of the web, on properties that there are', async () => {
    const ann = aViewer();
    const propertyId = await documents.owned(ann, 'Property');
    for (const bad of ['javascript:alert(1)', 'file:///etc/passwd', '/front.jpg'])
      expect(code(await documents.ask(ann, ADD, { input: { propertyId, type: 'IMAGE', url: bad } }))).toMatch(/BAD_USER_INPUT/);
    for (const none of [randomUUID(), 'house'])
      expect(code(await documents.ask(ann, ADD, { input: { propertyId: none, type: 'IMAGE', url } }))).toBe('NOT_FOUND');
    documents.others.hide('Property', propertyId);
    expect(code(await documents.ask(ann, ADD, { input: { propertyId, type: 'IMAGE', url } }))).toBe('BAD_USER_INPUT');
  });
});
