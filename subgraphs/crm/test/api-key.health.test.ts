import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { withClient } from '@plat/shared/database/admin-client';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import { freshDatabase, type TestDatabase } from '@plat/shared/testing/test-databases';
import { CHECK_API_KEYS } from '../src/api-key/api-key.jobs';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';
import { startTestProvider, type TestProvider } from './provider';

const HOUR = 3_600_000;

let provider: TestProvider;
let database: TestDatabase;
let crm: TestCrm;
let other: TestCrm;
let now = new Date('2026-03-01T12:00:00Z');
beforeAll(async () => {
  provider = await startTestProvider();
  database = await freshDatabase('crm');
  const variant = {
    database,
    clock: () => now,
    masterKeys: [{ id: 'test', key: randomBytes(32) }] as const,
    apiKeyProbes: { openai: { url: provider.url, header: 'authorization', prefix: 'Bearer ' } },
  };
  crm = await startTestCrm(variant);
  other = await startTestCrm(variant);
});
afterAll(async () => {
  await Promise.all([crm.stop(), other.stop()]);
  await provider.stop();
});
beforeEach(async () => {
  provider.shown.length = 0;
  await crm.given(async (db) => {
    await db.query('DELETE FROM api_keys');
    await db.query('DELETE FROM graphile_worker._private_jobs');
  });
});

const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

const CREATE = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { id } }';
const UPDATE = 'mutation ($input: UpdateApiKeyInput!) { updateApiKey(input: $input) { id status } }';
const CHECK = 'mutation ($id: ID!) { checkApiKey(id: $id) { id status lastChecked version } }';

let names = 0;
const keyOf = async (owner: Viewer, key: string, input: object = {}): Promise<string> => {
  names += 1;
  const { data } = await crm.ask(owner, CREATE, { input: { service: 'openai', keyName: `k${names}`, key, ...input } });
  return data.createApiKey.id as string;
};
/** A key of somebody, who has no other one. */
const aKey = async (key: string, input: object = {}) => {
  const owner = viewerOf(await crm.user());
  return { owner, id: await keyOf(owner, key, input) };
};

interface Row {
  status: string;
  last_checked: Date | null;
  check_leased_until: Date | null;
  version: number;
}
const rowOf = async (id: string): Promise<Row> => {
  const [row] = await crm.given(
    (db): Promise<Row[]> => db.query('SELECT status, last_checked, check_leased_until, version FROM api_keys WHERE id = $1', [id]),
  );
  return row as Row;
};
const changesOf = (id: string): Promise<{ actor_user_id: string | null; payload: object }[]> =>
  crm.given((db) =>
    db.query(`SELECT actor_user_id, payload FROM outbox_events WHERE subject_id = $1 AND type = 'api_key.status_changed' ORDER BY seq`, [
      id,
    ]),
  );
const enqueue = (key = 'check') => crm.given((db) => enqueueJob(db, CHECK_API_KEYS, {}, { key }));
const runJob = async (on = crm) => {
  await enqueue();
  await on.subgraph.runJobs();
};

describe('the check of API keys', () => {
  it('asks the provider, keeps what it says, and records a change of status without the key', async () => {
    provider.answers('sk-bad', 401);
    const [good, bad] = [await aKey('sk-good'), await aKey('sk-bad')];
    await runJob();
    expect(await rowOf(good.id)).toEqual({ status: 'HEALTHY', last_checked: now, check_leased_until: null, version: 1 });
    expect(await rowOf(bad.id)).toEqual({ status: 'UNHEALTHY', last_checked: now, check_leased_until: null, version: 1 });
    expect(provider.shown.sort()).toEqual(['Bearer sk-bad', 'Bearer sk-good']);
    expect(await changesOf(bad.id)).toEqual([
      { actor_user_id: null, payload: { old: { status: 'ACTIVE' }, new: { status: 'UNHEALTHY' }, userId: bad.owner.userId } },
    ]);
    later(25 * HOUR);
    await runJob();
    expect((await rowOf(good.id)).last_checked).toEqual(now);
    expect(await changesOf(good.id)).toHaveLength(1);
  });

  it('leaves the status as it is when the provider says nothing of the key', async () => {
    provider.answers('sk-down', 500);
    provider.answers('sk-gone', (response) => response.destroy());
    const [down, gone] = [await aKey('sk-down'), await aKey('sk-gone')];
    await runJob();
    for (const { id } of [down, gone]) {
      expect(await rowOf(id)).toMatchObject({ status: 'ACTIVE', last_checked: now });
      expect(await changesOf(id)).toEqual([]);
    }
    provider.answers('sk-down', 200);
    later(25 * HOUR);
    await runJob();
    expect(await rowOf(down.id)).toMatchObject({ status: 'HEALTHY' });
    provider.answers('sk-down', 429);
    later(25 * HOUR);
    await runJob();
    expect(await rowOf(down.id)).toMatchObject({ status: 'HEALTHY', last_checked: now });
  });

  it('finds a key UNHEALTHY that cannot be opened, and believes the provider when it opens again', async () => {
    const { id } = await aKey('sk-fine');
    const { id: unasked } = await aKey('x', { service: 'stripe' });
    const alter = (sql: string) => crm.given((db) => db.query(`UPDATE api_keys SET ${sql} WHERE id = ANY ($1)`, [[id, unasked]]));
    await alter(`salt = 'x' || salt`);
    await runJob();
    expect(provider.shown).toEqual([]);
    expect(await rowOf(id)).toMatchObject({ status: 'UNHEALTHY', last_checked: now });
    expect(await rowOf(unasked)).toMatchObject({ status: 'UNHEALTHY' });
    await alter('salt = substr(salt, 2)');
    later(25 * HOUR);
    await runJob();
    expect(await rowOf(id)).toMatchObject({ status: 'HEALTHY' });
    expect(await rowOf(unasked)).toMatchObject({ status: 'ACTIVE' });
  });

  it('keeps a key ACTIVE that opens, of a service that it has no way to ask', async () => {
    const { id } = await aKey('sk-other', { service: 'constructor' });
    await runJob();
    expect(await rowOf(id)).toMatchObject({ status: 'ACTIVE', last_checked: now });
    expect(provider.shown).toEqual([]);
  });

  it('checks each key in use once a day, the one that waited longest first', async () => {
    const [first, second] = [await aKey('sk-1'), await aKey('sk-2', { service: 'OpenAI ' })];
    const idle = await aKey('sk-3', { isActive: false });
    await runJob();
    await runJob();
    later(23 * HOUR);
    await runJob();
    expect(provider.shown.sort()).toEqual(['Bearer sk-1', 'Bearer sk-2']);
    expect(await rowOf(idle.id)).toMatchObject({ status: 'INACTIVE', last_checked: null });
    await crm.given((db) =>
      db.query('UPDATE api_keys SET last_checked = $2 WHERE id = $1', [second.id, new Date(now.getTime() - 50 * HOUR)]),
    );
    await crm.given((db) =>
      db.query('UPDATE api_keys SET last_checked = $2 WHERE id = $1', [first.id, new Date(now.getTime() - 49 * HOUR)]),
    );
    provider.shown.length = 0;
    await crm.given((db) =>
      db.query(`UPDATE api_keys SET check_leased_until = $2 WHERE id = $1`, [second.id, new Date(now.getTime() + HOUR)]),
    );
    await runJob();
    expect(provider.shown).toEqual(['Bearer sk-1']);
    later(2 * HOUR);
    await runJob();
    expect(provider.shown).toEqual(['Bearer sk-1', 'Bearer sk-2']);
  });

  it('passes over a key that somebody has locked, without waiting, and checks the others', async () => {
    const [locked, free] = [await aKey('sk-locked'), await aKey('sk-free')];
    await crm.given(async (db) => {
      await db.query('SELECT FROM api_keys WHERE id = $1 FOR UPDATE', [locked.id]);
      await other.given((elsewhere) => enqueueJob(elsewhere, CHECK_API_KEYS, {}, { key: 'elsewhere' }));
      await other.subgraph.runJobs();
    });
    expect(provider.shown).toEqual(['Bearer sk-free']);
    expect(await rowOf(free.id)).toMatchObject({ status: 'HEALTHY' });
    await runJob();
    expect(await rowOf(locked.id)).toMatchObject({ status: 'HEALTHY' });
  });

  it('checks each key once, however many runners do it at the same time', async () => {
    const keys = Array.from({ length: 8 }, (_, n) => `sk-many-${n}`);
    for (const key of keys) await aKey(key);
    await enqueue('one');
    await enqueue('two');
    await Promise.all([crm.subgraph.runJobs(), other.subgraph.runJobs()]);
    expect(provider.shown.sort()).toEqual(keys.map((key) => `Bearer ${key}`));
  });

  it('has no transaction open while it asks', async () => {
    const { id } = await aKey('sk-slow');
    provider.answers('sk-slow', async (response) => {
      const [{ open }] = await crm.given((db) =>
        db.query(
          `SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()`,
        ),
      );
      response.writeHead(open === 0 ? 200 : 401).end();
    });
    await runJob();
    expect(await rowOf(id)).toMatchObject({ status: 'HEALTHY' });
  });

  it('goes on a minute after a runner was killed with a key in hand', async () => {
    const { id } = await aKey('sk-orphan');
    // All that a killed process leaves behind: the job's lock in the queue, and the lease of the key.
    await enqueue();
    await crm.given(async (db) => {
      await db.query(`UPDATE graphile_worker._private_jobs SET locked_by = 'killed', locked_at = now() WHERE key = 'check'`);
      await db.query('UPDATE api_keys SET check_leased_until = $2 WHERE id = $1', [id, new Date(now.getTime() + 60_000)]);
    });
    await runJob();
    expect(provider.shown).toEqual([]);
    later(60_000);
    await runJob();
    expect(provider.shown).toEqual(['Bearer sk-orphan']);
    expect(await rowOf(id)).toMatchObject({ status: 'HEALTHY', check_leased_until: null });
  });

  it('checks the others when the check of one ends with a fault, and that one again', async () => {
    const [fault, fine] = [await aKey('sk-fault'), await aKey('sk-fine-still')];
    const admin = (sql: string) => withClient(database.admin, (client) => client.query(sql));
    await admin(`CREATE FUNCTION planted_fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'planted'; END $$`);
    await admin(`CREATE TRIGGER planted_fault BEFORE UPDATE OF status ON api_keys FOR EACH ROW WHEN (OLD.id = '${fault.id}')
      EXECUTE FUNCTION planted_fault()`);
    await runJob();
    expect(await rowOf(fault.id)).toMatchObject({ status: 'ACTIVE', last_checked: null });
    expect(await rowOf(fine.id)).toMatchObject({ status: 'HEALTHY' });
    expect(await crm.given((db) => db.query('SELECT attempts FROM graphile_worker.jobs'))).toEqual([{ attempts: 1 }]);
    await admin('DROP FUNCTION planted_fault CASCADE');
    later(60_000);
    await runJob();
    expect(await rowOf(fault.id)).toMatchObject({ status: 'HEALTHY' });
    expect(provider.shown.filter((key) => key === 'Bearer sk-fine-still')).toHaveLength(1);
  });

  it('keeps nothing that it found of a key which was replaced meanwhile, and checks the new one', async () => {
    const { owner, id } = await aKey('sk-old');
    provider.answers('sk-old', async (response) => {
      await crm.ask(owner, UPDATE, { input: { id, key: 'sk-new' } });
      response.writeHead(401).end();
    });
    await runJob();
    expect(provider.shown).toEqual(['Bearer sk-old', 'Bearer sk-new']);
    expect(await rowOf(id)).toMatchObject({ status: 'HEALTHY', check_leased_until: null });
    expect((await changesOf(id)).map(({ payload }) => payload)).toMatchObject([{ old: { status: 'ACTIVE' }, new: { status: 'HEALTHY' } }]);
  });

  it('lets a key be INACTIVE that was taken out of use meanwhile, and gone that was deleted', async () => {
    const [idle, gone] = [await aKey('sk-idle'), await aKey('sk-gone-now')];
    provider.answers('sk-idle', async (response) => {
      await crm.ask(idle.owner, UPDATE, { input: { id: idle.id, isActive: false } });
      response.end();
    });
    provider.answers('sk-gone-now', async (response) => {
      await crm.ask(gone.owner, 'mutation ($id: ID!) { deleteApiKey(id: $id) { id } }', { id: gone.id });
      response.end();
    });
    await runJob();
    expect(await rowOf(idle.id)).toMatchObject({ status: 'INACTIVE', last_checked: now });
    expect(await rowOf(gone.id)).toBeUndefined();
  });

  it('checks a hundred keys in one job, and leaves the rest to the next', async () => {
    const owner = await crm.user();
    await crm.given((db) =>
      db.query(
        `INSERT INTO api_keys (user_id, service, key_ciphertext, nonce, salt)
         SELECT $1, 'service ' || n, 'unreadable', 'n', 's' FROM generate_series(1, 150) n`,
        [owner.id],
      ),
    );
    await runJob();
    const counted = () =>
      crm.given((db) =>
        db.query(
          `SELECT count(*)::int AS checked, count(DISTINCT id)::int AS keys FROM api_keys WHERE status = 'UNHEALTHY' AND user_id = $1`,
          [owner.id],
        ),
      );
    expect(await counted()).toEqual([{ checked: 150, keys: 150 }]);
    const changes = await crm.given((db) =>
      db.query(
        `SELECT count(*)::int AS changes FROM outbox_events WHERE type = 'api_key.status_changed' AND subject_id IN (SELECT id::text FROM api_keys WHERE user_id = $1)`,
        [owner.id],
      ),
    );
    expect(changes).toEqual([{ changes: 150 }]);
  });

  it('finds the next key by an index', async () => {
    const plan = await crm.given(async (db) => {
      await db.query('SET LOCAL enable_seqscan = off');
      return db.query(
        'EXPLAIN SELECT id FROM api_keys WHERE is_active AND (last_checked IS NULL OR last_checked <= now()) ORDER BY last_checked NULLS FIRST, id LIMIT 1',
      );
    });
    expect(JSON.stringify(plan)).toContain('api_keys_last_checked_idx');
    expect(JSON.stringify(plan)).not.toContain('Sort');
  });
});

describe('checkApiKey', () => {
  const check = (as: Viewer, id: string) => crm.ask(as, CHECK, { id });
  const codeOf = ({ errors }: Awaited<ReturnType<typeof check>>) => errors?.[0]?.extensions?.code;

  it('answers its owner the new status at once, and records who had it checked', async () => {
    provider.answers('sk-mine', 403);
    const { owner, id } = await aKey('sk-mine');
    const { data, errors } = await check(owner, id);
    expect(errors).toBeUndefined();
    expect(data.checkApiKey).toEqual({ id, status: 'UNHEALTHY', lastChecked: now.toISOString(), version: 1 });
    expect(await changesOf(id)).toMatchObject([{ actor_user_id: owner.userId, payload: { session: owner.identity.sessionId } }]);
  });

  it('asks no more often than every ten seconds, in parallel neither', async () => {
    const { owner, id } = await aKey('sk-often');
    const answers = await Promise.all(Array.from({ length: 5 }, () => check(owner, id)));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(answers.map(codeOf).filter(Boolean)).toEqual(Array(4).fill('RATE_LIMITED'));
    expect(provider.shown).toEqual(['Bearer sk-often']);
    later(10_000);
    expect((await check(owner, id)).errors).toBeUndefined();
  });

  it('checks an INACTIVE key without asking', async () => {
    const { owner, id } = await aKey('sk-idle-now', { isActive: false });
    expect((await check(owner, id)).data.checkApiKey).toMatchObject({ status: 'INACTIVE', lastChecked: now.toISOString() });
    expect(provider.shown).toEqual([]);
  });

  it('says that the key was replaced meanwhile', async () => {
    const { owner, id } = await aKey('sk-then');
    provider.answers('sk-then', async (response) => {
      await crm.ask(owner, UPDATE, { input: { id, key: 'sk-now' } });
      response.writeHead(401).end();
    });
    expect(codeOf(await check(owner, id))).toBe('CONFLICT');
    expect(await rowOf(id)).toMatchObject({ status: 'ACTIVE', last_checked: null, check_leased_until: null });
  });

  it('is its owner’s alone', async () => {
    const { id } = await aKey('sk-private');
    const [bob, boss] = [viewerOf(await crm.user()), viewerOf(await crm.user({ role: 'ADMIN' as never }))];
    expect(codeOf(await check(bob, id))).toBe('NOT_FOUND');
    expect(codeOf(await check(boss, id))).toBe('FORBIDDEN');
    expect(codeOf(await check(bob, 'x'))).toBe('NOT_FOUND');
    expect(provider.shown).toEqual([]);
  });
});
