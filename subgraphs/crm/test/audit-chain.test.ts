import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLog } from '@plat/shared/config/log';
import { withClient } from '@plat/shared/database/admin-client';
import { createDataSource } from '@plat/shared/database/data-source';
import { createAsSystem } from '@plat/shared/database/system-database';
import type { EventPayload } from '@plat/shared/events/cloud-event';
import { type BatchHandler, Consumer, type Outcome } from '@plat/shared/events/consumer';
import { withConsequences } from '@plat/shared/references/consequences';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { appendToAuditLog } from '../src/audit-log/audit-log.append';
import type { Head } from '../src/audit-log/audit-log.chain';
import { type ChainReport, verifyChain, walkChain } from '../src/audit-log/audit-log.verify';
import { crmConsumers } from '../src/consumers';
import { model } from '../src/data-source';
import { AUDIT_KEYS, anEvent, audited } from './audit-log.factory';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

const log = createLog('crm', 'silent');
let crm: TestCrm;
let sources: DataSource[];
beforeAll(async () => {
  crm = await startTestCrm({ database: await freshDatabase('crm') });
  const connect = () => createDataSource(crm.database.system, model, 2, 'another replica').initialize();
  sources = await Promise.all([connect(), connect()]);
});
beforeEach(async () => {
  await asSuperuser(`ALTER TABLE audit_logs DISABLE TRIGGER USER; TRUNCATE audit_logs;
    ALTER TABLE audit_logs ENABLE ALWAYS TRIGGER audit_logs_keep, ENABLE ALWAYS TRIGGER audit_logs_keep_all`);
});
afterAll(async () => {
  await Promise.all([crm.stop(), ...sources.map((source) => source.destroy())]);
});

const asSuperuser = (sql: string, values?: unknown[]) => withClient(crm.database.admin, (client) => client.query(sql, values));
/** So many brackets around a number. */
const nested = (depth: number, isArray: boolean): unknown => {
  let value: unknown = 1;
  for (let n = 0; n < depth; n += 1) value = isArray ? [value] : { a: value };
  return value;
};

const TEXT = fc.string({ unit: 'binary', maxLength: 40 }).map((one) => one.replaceAll('\0', ''));
const ADDRESSES = ['::', '1:2:3:4:5:6:7::', '::ffff:1.2.3.4', '1::%eth0', '10.0.0.1/8', '1.2.3', ''];
const NAMES = 'address userAgent session success error old new exchangeId __proto__ toJSON constructor'.split(' ');
const ODD = [Number.POSITIVE_INFINITY, -0, 1e-320, 1.7e308, Number.NaN, '', null, undefined, '  ', ' \t\n ', '\\u0000', '9007199254740993'];

/** What an event may tell, by the texts that may be in it. */
const payloadsOf = (text: fc.Arbitrary<string>) => {
  const big = fc.constantFrom('x'.repeat(1_000_000), '\u{1f600}'.repeat(250_000));
  const deep = fc.tuple(fc.integer({ min: 90, max: 3_000 }), fc.boolean()).map(([depth, isArray]) => nested(depth, isArray));
  const value = fc.oneof(
    { weight: 8, arbitrary: fc.jsonValue().map((one) => JSON.parse(JSON.stringify(one).replaceAll('\\u0000', ''))) },
    { weight: 4, arbitrary: fc.constantFrom<unknown>(...ODD) },
    { weight: 4, arbitrary: text },
    { weight: 2, arbitrary: deep },
    { weight: 1, arbitrary: big },
  );
  const names = fc.oneof(fc.constantFrom(...NAMES, ' a', 'a '), text);
  const address = fc.oneof(fc.ipV4(), fc.ipV6(), text, fc.constantFrom(...ADDRESSES));
  return fc
    .tuple(fc.dictionary(names, value), fc.dictionary(names, value), address, text)
    .map(([told, after, from, userAgent]) => ({ address: from, userAgent, new: after, ...told }));
};

const verified = (): Promise<ChainReport> => withClient(crm.database.system, (client) => verifyChain(client, AUDIT_KEYS));

/** What the walk finds after an attack past all triggers, which is taken back. */
const after = (sql: string): Promise<ChainReport> =>
  withClient(crm.database.admin, async (client) => {
    await client.query('BEGIN');
    await client.query('ALTER TABLE audit_logs DISABLE TRIGGER ALL');
    await client.query(sql);
    const report = await walkChain(client, AUDIT_KEYS);
    await client.query('ROLLBACK');
    return report;
  });

describe('the chain of the audit log', () => {
  it('is whole for every JSON value, as PostgreSQL keeps it', async () => {
    const value = fc.jsonValue({ maxDepth: 3 }).map((one) => JSON.parse(JSON.stringify(one).replaceAll('\\u0000', '')));
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
    const payloads = fc.sample(
      fc.record({ old: fc.dictionary(fc.string(), value), new: fc.constant({}), value, numbers: fc.array(numbers) }),
      {
        numRuns: 500,
        seed: 1,
      },
    );
    const clean = payloads.map((payload) => JSON.parse(JSON.stringify(payload).replaceAll('\\u0000', '')));
    await audited(crm, ...clean.map((payload) => anEvent({ payload })));
    expect(await verified()).toMatchObject({ rows: 500, fault: undefined });
  });

  it('is whole for what is odd: addresses, ids in capitals, values of the wrong kind, times and texts', async () => {
    const id = randomUUID();
    await audited(
      crm,
      anEvent({ id: id.toUpperCase(), actorUserId: randomUUID().toUpperCase(), payload: { session: randomUUID().toUpperCase() } }),
      anEvent({ payload: { address: '2001:0DB8:0:0::0001', userAgent: 'e\u0301 \u00e9 \u{1f600} \u2028 "\\/' } }),
      anEvent({ payload: { address: '::ffff:10.0.0.1' } }),
      anEvent({ payload: { address: 'fe80::1%eth0', session: 'none', old: [1], success: 'no', error: 5, exchangeId: 'x' } as never }),
      anEvent({ subjectId: null, payload: { success: false, error: 'why', new: JSON.parse('{"__proto__": {"a": 1e300}, "b": -0}') } }),
      anEvent({ occurredAt: new Date('1969-12-31T23:59:59.999Z'), payload: { n: Number.POSITIVE_INFINITY } }),
    );
    expect(await verified()).toMatchObject({ rows: 6, fault: undefined });
    const rows = await crm.given((db) => db.query('SELECT id, ip_address, details, old_values FROM audit_logs ORDER BY seq'));
    expect(rows[0].id).toBe(id);
    expect(rows[1].ip_address).toBe('2001:db8::1');
    expect(rows[3]).toMatchObject({
      ip_address: null,
      old_values: null,
      details: { address: 'fe80::1%eth0', session: 'none', old: [1], success: 'no', error: 5, exchangeId: 'x' },
    });
  });

  it('is whole whatever an event tells, even what no database can have', async () => {
    const hostile = TEXT.chain((one) => fc.constantFrom(one, `${one}\0`, `\ud800${one}`, `${one}\udfff`, ''));
    const names = fc.record({ type: hostile, subjectType: hostile, subjectId: fc.option(hostile) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(payloadsOf(hostile), names), { minLength: 1, maxLength: 5 }), async (told) => {
        await audited(crm, ...told.map(([payload, name]) => anEvent({ ...name, payload })));
      }),
      { numRuns: 20, seed: 7, endOnFailure: true },
    );
    expect((await verified()).fault).toBeUndefined();
  }, 60_000);

  it('is whole, and no event is kept out of it or of what else crm does, whatever of what PostgreSQL stores an event tells', async () => {
    const consumer = new Consumer(
      crmConsumers(AUDIT_KEYS.key, () => new Date()),
      createAsSystem(sources[0] as DataSource),
      log,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(payloadsOf(TEXT), { minLength: 1, maxLength: 5 }), async (told) => {
        // As it comes out of the table of events.
        const STORED = `SELECT payload::jsonb FROM unnest($1::text[]) WITH ORDINALITY AS told (payload, n) ORDER BY n`;
        const rows = await crm.given((db) => db.query(STORED, [told.map((payload) => JSON.stringify(payload))]));
        const stored = rows.map(({ payload }: { payload: EventPayload }) => payload);
        const types = ['session.started', 'document.created', 'property.updated', 'exchange.stage_changed'];
        const outcomes = await consumer.accept(
          stored.map((payload: EventPayload, n: number) => anEvent({ type: types[n % types.length], payload })),
        );
        expect(outcomes.filter(({ fault, later }) => fault && !later)).toEqual([]);
      }),
      { numRuns: 20, seed: 11, endOnFailure: true },
    );
    expect((await verified()).fault).toBeUndefined();
  }, 60_000);

  it('has what is nested deeper than a stack goes as a text, and what no database can have as the replacement character', async () => {
    const [id] = await audited(crm, anEvent({ payload: { new: { a: nested(3_000, true) }, 'b\0': '\0 \ud800', userAgent: 'a\0b' } }));
    const [row] = await crm.given((db) => db.query('SELECT new_values, details, user_agent FROM audit_logs WHERE id = $1', [id]));
    expect(JSON.stringify(row.new_values)).toContain(`["${'['.repeat(2_000)}`);
    expect(row).toMatchObject({ details: { 'b\ufffd': '\ufffd \ufffd' }, user_agent: 'a\ufffdb' });
    expect((await verified()).fault).toBeUndefined();
  });

  it('keeps the references to what another service than its owner says is deleted', async () => {
    const exchangeId = randomUUID();
    const deleted = { type: 'exchange.deleted', subjectType: 'Exchange', subjectId: exchangeId };
    const about = async () => {
      const [id] = await audited(crm, anEvent({ payload: { exchangeId } }));
      const [row] = await crm.given((db) => db.query('SELECT exchange_id, about_exchange_id FROM audit_logs WHERE id = $1', [id]));
      return row;
    };
    await audited(crm, anEvent({ ...deleted, source: 'documents' }));
    expect(await about()).toEqual({ exchange_id: exchangeId, about_exchange_id: exchangeId });
    await audited(crm, anEvent({ ...deleted, source: 'exchanges' }));
    expect(await about()).toEqual({ exchange_id: null, about_exchange_id: exchangeId });
  });

  it.each([
    ['a number with another precision', `new_values = '{"a": 1.0}'`],
    ['a number with digits beyond those of a double', `new_values = '{"a": 1.00000000000000000001}'`],
    ['null in place of nothing', `old_values = 'null'`],
    ['nothing in place of a value', 'new_values = NULL'],
    ['a time a microsecond later', `created_at = created_at + interval '1 microsecond'`],
    ['a time before Christ', `created_at = '2026-03-01 12:00:00+00 BC'`],
    ['no time at all', `created_at = 'infinity'`],
    ['another way to write é', `user_agent = E'e\\u0301'`],
    ['a network in place of an address', `ip_address = '10.0.0.1/24'`],
    ['success', 'success = true'],
    ['an empty text in place of none', `error_message = ''`],
    ['another actor', 'actor_user_id = gen_random_uuid()'],
  ])('is broken by %s', async (_, change) => {
    const payload = { new: { a: 1 }, address: '10.0.0.1', userAgent: 'é', success: false };
    await audited(crm, anEvent(), anEvent({ payload, occurredAt: new Date('2026-03-01T12:00:00Z') }), anEvent());
    expect(await after(`UPDATE audit_logs SET ${change} WHERE seq = 2`)).toMatchObject({ rows: 2, fault: { seq: '2', kind: 'hash' } });
    expect(await verified()).toMatchObject({ rows: 3, fault: undefined });
  });

  it('names the first broken link, and what is wrong with it', async () => {
    await audited(crm, ...Array.from({ length: 5 }, () => anEvent({ actorUserId: randomUUID() })));
    const faultAfter = async (sql: string) => (await after(sql)).fault;
    expect(await faultAfter('DELETE FROM audit_logs WHERE seq = 3')).toMatchObject({ seq: '3', kind: 'gap' });
    expect(await faultAfter('DELETE FROM audit_logs WHERE seq = 1')).toMatchObject({ seq: '1', kind: 'gap' });
    expect(await faultAfter(`UPDATE audit_logs SET previous_hash = repeat('0', 64) WHERE seq = 4`)).toMatchObject({
      seq: '4',
      kind: 'previous',
    });
    expect(await faultAfter(`UPDATE audit_logs SET hash = repeat('0', 64) WHERE seq = 4`)).toMatchObject({ seq: '4', kind: 'hash' });
    expect(await faultAfter('UPDATE audit_logs SET id = gen_random_uuid() WHERE seq = 4')).toMatchObject({ seq: '4', kind: 'reference' });
    expect(await faultAfter('UPDATE audit_logs SET exchange_id = gen_random_uuid() WHERE seq = 2')).toMatchObject({
      seq: '2',
      kind: 'reference',
    });
    expect(await faultAfter('UPDATE audit_logs SET user_id = NULL, exchange_id = NULL')).toBeUndefined();
  });

  it('is compared with exported heads: another history, a cut tail and a rolled-back log show', async () => {
    await audited(crm, ...Array.from({ length: 4 }, () => anEvent()));
    const heads: { seq: string; hash: string }[] = await crm.given((db) => db.query('SELECT seq, hash FROM audit_logs ORDER BY seq'));
    const against = async (...kept: typeof heads) => {
      const exported = (async function* () {
        yield* kept;
      })();
      return (await withClient(crm.database.system, (client) => verifyChain(client, AUDIT_KEYS, exported))).fault;
    };
    const [one, two, , four] = heads as [Head, Head, Head, Head];
    expect(await against(...heads)).toBeUndefined();
    expect(await against(two, two, four)).toBeUndefined();
    expect(await against({ seq: '1', hash: two.hash })).toMatchObject({
      seq: '1',
      kind: 'head',
      says: expect.stringContaining('rewritten'),
    });
    expect(await against(one, { seq: '5', hash: two.hash })).toMatchObject({
      seq: '5',
      kind: 'head',
      says: expect.stringContaining('cut'),
    });
    expect(await against(four, two)).toMatchObject({ seq: '2', kind: 'head', says: expect.stringContaining('rolled back') });
  });

  it('is kept from changes of the owner too, by privilege, and by trigger where it takes the right back', async () => {
    await audited(crm, anEvent({ payload: { exchangeId: randomUUID(), n: 1 } }));
    const changes = [
      'INSERT INTO audit_logs SELECT * FROM audit_logs',
      `UPDATE audit_logs SET action = 'nothing'`,
      `UPDATE audit_logs SET details = '{"n": 1.0}'`,
      'UPDATE audit_logs SET exchange_id = gen_random_uuid()',
      'DELETE FROM audit_logs',
      'TRUNCATE audit_logs',
    ];
    await withClient(crm.database.owner, async (owner) => {
      for (const sql of changes.filter((change) => !change.includes('exchange_id')))
        await expect(owner.query(sql)).rejects.toMatchObject({ code: '42501' });
      await owner.query('GRANT ALL ON audit_logs TO plat_crm_owner');
      await owner.query('ALTER TABLE audit_logs NO FORCE ROW LEVEL SECURITY');
      for (const sql of changes.slice(1)) {
        await owner.query('BEGIN');
        await expect(owner.query(sql)).rejects.toMatchObject({ code: '42501', message: 'The audit log is only added to.' });
        await owner.query('ROLLBACK');
      }
      await owner.query('ALTER TABLE audit_logs FORCE ROW LEVEL SECURITY');
      await owner.query('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_logs FROM plat_crm_owner');
      await owner.query('GRANT UPDATE (user_id, exchange_id, contributor_id) ON audit_logs TO plat_crm_owner');
    });
    await expect(asSuperuser('SET session_replication_role = replica; DELETE FROM audit_logs')).rejects.toMatchObject({ code: '42501' });
    expect(await crm.given((db) => db.query('UPDATE audit_logs SET exchange_id = NULL RETURNING id'))).toMatchObject([[{}], 1]);
    expect(await verified()).toMatchObject({ rows: 1, fault: undefined });
  });

  it('costs three statements a batch, however many events it has', async () => {
    const spied: string[] = [];
    await crm.given(async (db) => {
      const spy = Object.assign(Object.create(db), {
        query: (sql: string, values?: unknown[]) => spied.push(sql) && db.query(sql, values),
      });
      await appendToAuditLog(AUDIT_KEYS.key).batch(
        Array.from({ length: 100 }, () => anEvent()),
        { db: spy, log },
      );
    });
    expect(spied.length).toBe(3);
  });
});

describe('the consumer of the audit log', () => {
  const consumerOf = (source: DataSource, more: readonly BatchHandler[] = []) =>
    new Consumer({ '*': [...(crmConsumers(AUDIT_KEYS.key, () => new Date())['*'] ?? []), ...more] }, createAsSystem(source), log);
  const batches = (count: number) => Array.from({ length: count }, () => Array.from({ length: 10 }, () => anEvent()));

  it('keeps one chain in two replicas that are told the same at once, in any order', async () => {
    const events = batches(10);
    const [one, two] = sources.map((source) => consumerOf(source)) as [Consumer, Consumer];
    const outcomes = await Promise.all(
      events.flatMap((batch, n) => [one.accept(batch), two.accept(n % 2 ? batch : batch.toReversed()), two.accept([anEvent()])]),
    );
    const again = await Promise.all(events.map((batch) => one.accept(batch)));
    expect(again.flat().filter(({ fault }) => fault)).toEqual([]);
    expect(outcomes.flat().length).toBe(210);
    expect(await verified()).toMatchObject({ rows: 110, fault: undefined });
  });

  it('leaves a whole chain when it dies after the last row and before the commit, and takes the events again', async () => {
    const [batch] = batches(1) as [ReturnType<typeof anEvent>[]];
    let lives = 2; // in a batch, and alone
    const killer: BatchHandler = {
      batch: async (_, { db }) => {
        if (lives-- > 0) await db.query('SELECT pg_terminate_backend(pg_backend_pid())');
      },
    };
    const source = sources[0] as DataSource;
    await consumerOf(source, [killer]).accept(batch.slice(0, 1));
    expect(await verified()).toEqual({ rows: 0, head: undefined, fault: undefined });
    await consumerOf(source).accept(batch);
    expect(await verified()).toMatchObject({ rows: 10, fault: undefined });
  });

  it('refers to nothing that ended while another batch, which did not know that, was on its way into the log', async () => {
    const [exchangeId, contributorId] = [randomUUID(), randomUUID()];
    const about = anEvent({ payload: { exchangeId, contributorId } });
    const ends = [
      anEvent({ type: 'exchange.deleted', subjectType: 'Exchange', subjectId: exchangeId, source: 'exchanges' }),
      anEvent({ type: 'contributor.deleted', subjectType: 'Contributor', subjectId: contributorId, source: 'builds' }),
    ];
    const own = withConsequences(
      'crm',
      crmConsumers(AUDIT_KEYS.key, () => new Date()),
    );
    const [one, two] = sources.map((source) => new Consumer(own, createAsSystem(source), log)) as [Consumer, Consumer];
    const waiting = `SELECT FROM pg_locks JOIN pg_database d ON d.oid = database
      WHERE d.datname = current_database() AND locktype = 'advisory' AND NOT granted`;
    const taken = await withClient(crm.database.system, async (first) => {
      await first.query('BEGIN');
      await first.query(`SELECT pg_advisory_xact_lock(hashtext('audit_logs'))`);
      const both: Promise<Outcome[]>[] = [];
      for (const accept of [() => one.accept([about]), () => two.accept(ends)]) {
        let isOver = false;
        both.push(accept().finally(() => (isOver = true)));
        while (!isOver && (await first.query(waiting)).rowCount !== both.length) await new Promise(setImmediate);
      }
      await first.query('COMMIT');
      return Promise.all(both);
    });
    // On a busy machine one may have given up in the meantime; then it comes again.
    if (taken.flat().some(({ later }) => later)) for (const batch of [[about], ends]) await two.accept(batch);
    const [row] = await crm.given((db) => db.query('SELECT exchange_id, contributor_id FROM audit_logs WHERE id = $1', [about.id]));
    expect(row).toEqual({ exchange_id: null, contributor_id: null });
    expect(await verified()).toMatchObject({ rows: 3, fault: undefined });
  });

  it('writes an event once even if the note that it was seen is gone', async () => {
    const event = anEvent();
    await audited(crm, event, event);
    await audited(crm, anEvent(), event);
    expect(await verified()).toMatchObject({ rows: 2, fault: undefined });
  });
});

describe('a write whose event cannot be recorded', () => {
  it('leaves nothing', async () => {
    const own = await startTestCrm({ database: await freshDatabase('crm') });
    try {
      const user = await own.user();
      await withClient(own.database.owner, (owner) =>
        owner.query('REVOKE INSERT (type, subject_type, subject_id, actor_user_id, payload) ON outbox_events FROM plat_crm_app'),
      );
      const { data, errors } = await own.ask(
        viewerOf(user),
        `mutation { createProperty(input: { propertyType: "house", address: { line1: "1", city: "c", state: "TX", zip: "78701" } }) { id } }`,
      );
      expect([data.createProperty, errors?.length]).toEqual([null, 1]);
      const [counts] = await own.given((db) =>
        db.query('SELECT (SELECT count(*)::int FROM properties) AS properties, (SELECT count(*)::int FROM outbox_events) AS events'),
      );
      expect(counts).toEqual({ properties: 0, events: 0 });
    } finally {
      await own.stop();
    }
  });
});
