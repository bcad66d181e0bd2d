import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { NOBODY } from '../src/access/viewer';
import { subscribeAs, until } from '../src/testing/subscribe-as';
import { aViewer } from '../src/testing/viewers';
import { aNote, change, connectedSocket, inScope, liveStage, RENAMED, tell, titles } from './fixtures/live-stage';

const stage = liveStage();

describe('a subscription', () => {
  it.each<[string, string, string]>([
    ['a query', '{ notes { totalCount } }', 'BAD_USER_INPUT'],
    ['a mutation', 'mutation { addNote(title: "x") { id } }', 'BAD_USER_INPUT'],
    ['no GraphQL', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['two fields', 'subscription ($id: ID!) { noteRenamed(id: $id) { id } b: noteRenamed(id: $id) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a document that is too long', `subscription ($id: ID!) { noteRenamed(id: $id) { ${'id '.repeat(60_000)} } }`, 'GRAPHQL_PARSE_FAILED'],
    ['a row that is not there', RENAMED, 'NOT_FOUND'],
  ])('is refused for %s, and its connection stays', async (_, query, code) => {
    const service = await stage.start();
    const { errors, closed } = await (await subscribeAs(service, aViewer(), query, { id: randomUUID() })).over;
    expect([closed, errors?.map(({ extensions }) => extensions?.code)]).toEqual([undefined, [code]]);
  });

  it('is refused over HTTP, in words that say where it belongs', async () => {
    const service = await stage.start();
    const { data, errors } = await service.ask(aViewer(), RENAMED, { id: randomUUID() });
    expect([data, errors?.[0]?.extensions?.code]).toEqual([undefined, 'BAD_USER_INPUT']);
    expect(errors?.[0]?.message).toContain('over a WebSocket');
  });

  it('is for whoever is signed in, and for a program with the scope', async () => {
    const service = await stage.start();
    const owner = aViewer();
    const { id } = await aNote(service, owner);
    const program = aViewer('USER', { ...owner.identity, tokenId: randomUUID(), scopes: [] });
    for (const [viewer, code] of [
      [NOBODY, 'UNAUTHENTICATED'],
      [program, 'FORBIDDEN'],
    ] as const) {
      const { errors } = await (await subscribeAs(service, viewer, RENAMED, { id })).over;
      expect(errors?.[0]?.extensions?.code).toBe(code);
    }
  });

  it('tells nothing that was taken back', async () => {
    const service = await stage.start();
    const owner = aViewer();
    const note = await aNote(service, owner);
    const subscription = await subscribeAs(service, owner, RENAMED, { id: note.id });
    const failing = inScope(service, owner, async (scope) => {
      await tell(scope, note.id);
      throw new Error('taken back');
    });
    await expect(failing).rejects.toThrow('taken back');
    await change(service, owner, note, { title: 'kept' });
    expect(titles(await subscription.received(1))).toEqual(['kept']);
    await subscription.stop();
  });

  it('ends without news when the right to them ends, for whom it ends', async () => {
    const service = await stage.start();
    const [owner, admin] = [aViewer(), aViewer('ADMIN')];
    const note = await aNote(service, owner);
    const one = await subscribeAs(service, owner, RENAMED, { id: note.id });
    const other = await subscribeAs(service, admin, RENAMED, { id: note.id });
    await service.given((db) => db.query('UPDATE notes SET owner_id = $1 WHERE id = $2', [randomUUID(), note.id]));
    await inScope(service, owner, (scope) => tell(scope, note.id, 'note.handed_over'));
    expect(await one.over).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    expect([one.answers, other.answers]).toEqual([[], []]);
    await other.stop();
  });

  it('masks what breaks, and goes on', async () => {
    const service = await stage.start();
    const owner = aViewer();
    const note = await aNote(service, owner);
    const query = 'subscription ($id: ID!) { noteRenamed(id: $id) { title author } }';
    const subscription = await subscribeAs(service, owner, query, { id: note.id });
    await change(service, owner, note, { author: 'no address' });
    const [broken] = await subscription.received(1);
    expect(broken).toMatchObject({ data: { noteRenamed: { author: null } }, errors: [{ extensions: { code: 'INTERNAL' } }] });
    expect(JSON.stringify(broken)).not.toContain('no address');
    await change(service, owner, note, { author: null });
    expect((await subscription.received(2))[1]).toEqual({ data: { noteRenamed: { title: note.title, author: null } } });
    await subscription.stop();
  });

  it('is one of so many of a connection, and leaves its place when it ends', async () => {
    const service = await stage.start({ subscriptions: 2 });
    const owner = aViewer();
    const { id } = await aNote(service, owner);
    const one = await connectedSocket(service, owner);
    const subscribe = (name: string) => one.say({ type: 'subscribe', id: name, payload: { query: RENAMED, variables: { id } } });
    for (const name of ['a', 'b', 'c']) subscribe(name);
    await until(() => one.heard.some((message) => message.id === 'c'));
    expect(one.heard.at(-1)).toMatchObject({ type: 'error', id: 'c', payload: [{ extensions: { code: 'LIMIT' } }] });
    const [connection] = service.subgraph.live?.all ?? [];
    await until(() => connection?.subscriptions === 2);
    one.say({ type: 'complete', id: 'a' });
    await until(() => connection?.subscriptions === 1);
    subscribe('d');
    await until(() => connection?.subscriptions === 2);
    one.socket.close();
  });

  it('is told of each change once, in order, though the connection that listens is cut again and again', async () => {
    const service = await stage.start();
    const owner = aViewer();
    const note = await aNote(service, owner);
    const subscription = await subscribeAs(service, owner, RENAMED, { id: note.id });
    for (let n = 1; n <= 4; n += 1) {
      await change(service, owner, note, { title: `before ${n}` });
      await subscription.received(2 * n - 1);
      expect(await stage.cutListeners()).toBe(1);
      await change(service, owner, note, { title: `in between ${n}` });
      await subscription.received(2 * n);
    }
    await change(service, owner, note, { title: 'after' });
    const all = [1, 2, 3, 4].flatMap((n) => [`before ${n}`, `in between ${n}`]);
    expect(titles(await subscription.received(9))).toEqual([...all, 'after']);
    await subscription.stop();
  });

  it('ends when the database has told nothing for too long', async () => {
    const service = await stage.start({ longestGapMs: 1 });
    const owner = aViewer();
    const note = await aNote(service, owner);
    const subscription = await subscribeAs(service, owner, RENAMED, { id: note.id });
    await stage.cutListeners();
    expect(await subscription.over).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
    await until(async () => {
      const again = await subscribeAs(service, owner, RENAMED, { id: note.id });
      const isBack = await Promise.race([again.over.then(() => false), Promise.resolve(true)]);
      await again.stop();
      return isBack;
    });
  });

  it('ends with a reason when its client takes nothing, and others are told all the same', async () => {
    const service = await stage.start({ buffer: 5, keepAliveMs: 600_000 });
    const owner = aViewer();
    const note = await aNote(service, owner);
    const other = await subscribeAs(service, owner, RENAMED, { id: note.id });
    const slow = await connectedSocket(service, owner);
    const large = Array.from({ length: 5_000 }, (_, n) => `a${n}: title`).join(' ');
    slow.say({
      type: 'subscribe',
      id: 'a',
      payload: { query: `subscription ($id: ID!) { noteRenamed(id: $id) { ${large} } }`, variables: { id: note.id } },
    });
    const connection = () => [...(service.subgraph.live?.all ?? [])].at(-1);
    await until(() => connection()?.subscriptions === 1);
    slow.socket.pause();
    let changes = 0;
    for (; connection()?.subscriptions === 1 && changes < 100; changes += 1) {
      await change(service, owner, note, { title: `${changes} `.padEnd(100, 'x') });
      await other.received(changes + 1);
    }
    expect(connection()?.subscriptions).toBe(0);
    slow.socket.resume();
    await until(() => slow.heard.some(({ type }) => type === 'error'));
    expect(slow.heard.at(-1)).toMatchObject({
      id: 'a',
      payload: [{ message: expect.stringContaining('not taken fast enough'), extensions: { code: 'LIMIT' } }],
    });
    // What was not dropped came in order: a few notices, and what was on its way.
    expect(slow.heard.filter(({ type }) => type === 'next').length).toBeLessThan(changes);
    slow.socket.close();
    await other.stop();
  });
});
