import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readEvents } from '@plat/shared/access/event-stream';
import { NOBODY, Viewer } from '@plat/shared/access/viewer';
import { withClient } from '@plat/shared/database/admin-client';
import { freshDatabase, type TestDatabase } from '@plat/shared/testing/test-databases';
import { lastRevocation, revoke } from '../src/revocation/revoke';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let database: TestDatabase;
let crm: TestCrm;
beforeAll(async () => {
  database = await freshDatabase('crm');
  crm = await startTestCrm({ database });
});
afterAll(() => crm.stop());

const until = async (isSo: () => boolean | Promise<boolean>) => {
  while (!(await isSo())) await new Promise(setImmediate);
};
const end = (subjectId: string, kind: 'USER' | 'SESSION' | 'TOKEN' = 'USER') => crm.given((db) => revoke(db, kind, subjectId));
const last = () => crm.given(lastRevocation);
const asOfNow = async (viewer: Viewer) => new Viewer({ ...viewer.identity, asOf: await last() });
const aUser = async () => asOfNow(viewerOf(await crm.user()));
const code = ({ errors }: Awaited<ReturnType<TestCrm['ask']>>) => errors?.map(({ extensions }) => extensions?.code);

const SET =
  'mutation { a: setPreference(input: { preferenceKey: "a", preferenceValue: 1 }) { preferenceKey } b: setPreference(input: { preferenceKey: "b", preferenceValue: 1 }) { preferenceKey } }';
const preferencesOf = ({ userId }: Viewer) =>
  crm.given((db) => db.query('SELECT preference_key FROM user_preferences WHERE user_id = $1', [userId]));

/** The events of a stream, one after another. */
const eventsOf = (stream: Readable) => {
  const events = readEvents(stream);
  return async () => {
    const { value } = await events.next();
    return value && ([value.event, JSON.parse(value.data)] as const);
  };
};
const untilEvent = async (next: ReturnType<typeof eventsOf>, name: string) => {
  const seen = [];
  for (let event = await next(); event; event = await next()) {
    if (event[0] === name) return [...seen, event];
    if (event[0] !== 'heartbeat') seen.push(event);
  }
  throw new Error('The stream ended.');
};

describe('a revocation', () => {
  it.each(['USER', 'SESSION', 'TOKEN'] as const)(
    'of a %s ends queries with what was issued before, and none with what comes after',
    async (kind) => {
      const issued = await aUser();
      const viewer = new Viewer({ ...issued.identity, tokenId: randomUUID(), scopes: ['user:read'] });
      const { userId, sessionId, tokenId } = viewer.identity;
      expect(code(await crm.ask(viewer, '{ me { id } }'))).toBeUndefined();
      await end({ USER: userId, SESSION: sessionId, TOKEN: tokenId }[kind] as string, kind);
      await until(async () => (await last()) === crm.revocations.lastSeq);
      expect(await crm.ask(viewer, '{ me { id } }')).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
      expect(code(await crm.ask(await asOfNow(viewer), '{ me { id } }'))).toBeUndefined();
      expect(code(await crm.ask(await aUser(), '{ me { id } }'))).toBeUndefined();
    },
  );

  it('ends what was issued before the table went back, as after a restore', async () => {
    const other = await startTestCrm({ database: await freshDatabase('crm') });
    const user = await other.user();
    const revokeIt = () => other.given((db) => revoke(db, 'USER', user.id));
    await revokeIt();
    const viewer = new Viewer({ ...viewerOf(user).identity, asOf: await other.given(lastRevocation) });
    await withClient(other.database.admin, (db) => db.query('TRUNCATE revocations RESTART IDENTITY'));
    expect(code(await other.ask(viewer, SET))).toBeUndefined();
    await revokeIt();
    expect(new Set(code(await other.ask(viewer, SET)))).toEqual(new Set(['UNAUTHENTICATED']));
    await other.stop();
  });

  it('ends mutations at once, whether it was heard of or not', async () => {
    const viewer = await aUser();
    await crm.given((db) => db.query(`INSERT INTO revocations (kind, subject_id) VALUES ('USER', $1)`, [viewer.userId]));
    expect(new Set(code(await crm.ask(viewer, SET)))).toEqual(new Set(['UNAUTHENTICATED']));
    expect(await preferencesOf(viewer)).toEqual([]);
  });

  it('ends the rest of the very mutation that made it', async () => {
    const viewer = await aUser();
    await withClient(database.admin, async (db) => {
      await db.query(`CREATE FUNCTION end_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        BEGIN INSERT INTO revocations (kind, subject_id) VALUES ('USER', NEW.user_id); RETURN NULL; END $$`);
      await db.query('CREATE TRIGGER end_user AFTER INSERT ON user_preferences FOR EACH ROW EXECUTE FUNCTION end_user()');
    });
    const { data, errors } = await crm.ask(viewer, SET);
    await withClient(database.admin, (db) => db.query('DROP FUNCTION end_user CASCADE'));
    expect(data).toMatchObject({ a: { preferenceKey: 'a' }, b: null });
    expect(errors).toMatchObject([{ path: ['b'], extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(await preferencesOf(viewer)).toMatchObject([{ preference_key: 'a' }]);
  });

  it('keeps nobody who is not signed in from anything', async () => {
    expect(code(await crm.ask(NOBODY, 'mutation { signIn(input: { email: "x@example.com", password: "x" }) { accessToken } }'))).toEqual([
      'UNAUTHENTICATED',
    ]);
  });
});

describe('sensitive actions', () => {
  it('refuse when the table cannot be asked', async () => {
    const other = await startTestCrm({ database: await freshDatabase('crm') });
    const viewer = viewerOf(await other.user());
    await withClient(other.database.admin, (db) => db.query('ALTER TABLE revocations RENAME TO gone'));
    await expect(other.hub.assertCurrent(viewer)).rejects.toThrow();
    await other.stop();
  });
});

describe('the stream', () => {
  it('tells what is remembered, then what comes, and twice a second that there is nothing', async () => {
    const before = randomUUID();
    await end(before);
    await until(async () => (await last()) === crm.revocations.lastSeq);
    const next = eventsOf(crm.hub.subscribe());
    const first = await untilEvent(next, 'ready');
    expect(first.slice(-2)).toEqual([
      ['revocation', { seq: await last(), subjectId: before }],
      ['ready', await last()],
    ]);
    const now = randomUUID();
    await end(now);
    expect(await untilEvent(next, 'revocation')).toEqual([['revocation', { seq: await last(), subjectId: now }]]);
    await crm.hub.beat();
    expect(await untilEvent(next, 'heartbeat')).toEqual([['heartbeat', await last()]]);
  });

  it('goes on after a number, without what was known', async () => {
    const known = await last();
    const now = randomUUID();
    await end(now);
    await until(async () => crm.revocations.lastSeq === (await last()));
    expect(await untilEvent(eventsOf(crm.hub.subscribe(known)), 'ready')).toEqual([
      ['revocation', { seq: await last(), subjectId: now }],
      ['ready', await last()],
    ]);
  });

  it('begins anew for a number that is none of ours', async () => {
    const events = await untilEvent(eventsOf(crm.hub.subscribe((await last()) + 100)), 'ready');
    expect(events[0]).toEqual(['reset', null]);
    expect(events.slice(1)).toEqual(await untilEvent(eventsOf(crm.hub.subscribe()), 'ready'));
  });

  it('begins anew for a number that is forgotten, which a start reads from the table', async () => {
    const copy = await freshDatabase('crm');
    const [old, young] = [randomUUID(), randomUUID()];
    await withClient(copy.admin, async (db) => {
      for (const [id, minutes] of [
        [old, 12],
        [old, 11],
        [young, 9],
      ])
        await db.query(`INSERT INTO revocations (kind, subject_id, revoked_at) VALUES ('USER', $1, now() - make_interval(mins => $2))`, [
          id,
          minutes,
        ]);
    });
    const other = await startTestCrm({ database: copy });
    const told = async (after?: number) => untilEvent(eventsOf(other.hub.subscribe(after)), 'ready');
    const all = [
      ['revocation', { seq: 3, subjectId: young }],
      ['ready', 3],
    ];
    expect([await told(), await told(1), await told(2), await told(3)]).toEqual([all, [['reset', null], ...all], all, [['ready', 3]]]);
    await other.stop();
  });

  it('tells every replica, and misses none that is committed while others are', async () => {
    const other = await startTestCrm({ database });
    const ids = Array.from({ length: 20 }, () => randomUUID());
    const next = eventsOf(other.hub.subscribe(await last()));
    await untilEvent(next, 'ready');
    await Promise.all(ids.map((id) => end(id)));
    const told = [];
    while (told.length < ids.length) told.push(...(await untilEvent(next, 'revocation')));
    expect(told.map(([, { subjectId }]) => subjectId).sort()).toEqual(ids.sort());
    await other.stop();
  });

  it('cuts off whoever does not read, and ends with the service', async () => {
    const other = await startTestCrm({ database });
    const [slow, quick] = [other.hub.subscribe(), other.hub.subscribe()];
    quick.resume();
    slow.push('x'.repeat(5 * 1024 * 1024));
    await other.hub.beat();
    expect([slow.destroyed, quick.destroyed]).toEqual([true, false]);
    await other.stop();
    expect(quick.destroyed).toBe(true);
  });
});

describe('the connection that listens', () => {
  it('comes back when it breaks, with what was revoked meanwhile', async () => {
    const next = eventsOf(crm.hub.subscribe(await last()));
    await untilEvent(next, 'ready');
    await withClient(database.admin, (db) =>
      db.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'plat crm revocations' AND datname = current_database()`,
      ),
    );
    const id = randomUUID();
    await end(id);
    expect(await untilEvent(next, 'revocation')).toMatchObject([['revocation', { subjectId: id }]]);
    await until(() => crm.revocations.isCurrent);
  });

  it('lets nobody begin to follow while it is lost, who would take the old for the new', async () => {
    const other = await startTestCrm({ database: await freshDatabase('crm') });
    const rename = (from: string, to: string) => withClient(other.database.admin, (db) => db.query(`ALTER TABLE ${from} RENAME TO ${to}`));
    await rename('revocations', 'gone');
    await other.hub.beat();
    await until(() => !other.revocations.isCurrent);
    for (const after of [undefined, 0, 7])
      expect(() => other.hub.subscribe(after)).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }));
    await rename('gone', 'revocations');
    await until(() => other.revocations.isCurrent);
    expect(await untilEvent(eventsOf(other.hub.subscribe(7)), 'ready')).toEqual([
      ['reset', null],
      ['ready', 0],
    ]);
    await other.stop();
  });
});

describe('the table', () => {
  it('keeps a day, and always the last number', async () => {
    const copy = await freshDatabase('crm');
    const other = await startTestCrm({ database: copy });
    const add = (hours: number) =>
      other.given((db) =>
        db.query(
          `INSERT INTO revocations (kind, subject_id, revoked_at) VALUES ('USER', gen_random_uuid(), now() - make_interval(hours => $1))`,
          [hours],
        ),
      );
    const kept = async () =>
      (await other.given((db) => db.query('SELECT seq FROM revocations ORDER BY seq'))).map(({ seq }: { seq: string }) => seq);
    for (const hours of [30, 26, 25]) await add(hours);
    await other.hub.clean();
    expect(await kept()).toEqual(['3']);
    await add(23);
    await other.hub.clean();
    expect(await kept()).toEqual(['4']);
    await other.stop();
  });
});
