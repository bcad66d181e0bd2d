import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '@plat/shared/database/admin-client';
import type { ServiceName } from '@plat/shared/database/service';
import { startTestStack, type TestStack } from './test-stack';

/** Ends a request's connection when it is about to keep its answer: after the system has committed, before it does itself. */
const DIE = [
  `CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60); RETURN NEW; END $$`,
  `CREATE TRIGGER die BEFORE INSERT OR UPDATE ON idempotency_keys FOR EACH ROW WHEN (NEW.outcome IS NOT NULL) EXECUTE FUNCTION die()`,
];
const LIVE = ['DROP TRIGGER die ON idempotency_keys', 'DROP FUNCTION die()'];

describe('a deletion with a key', () => {
  let stack: TestStack;
  let admin: string;
  beforeAll(async () => {
    stack = await startTestStack();
    admin = await stack.signIn('ADMIN');
  }, 120_000);
  afterAll(() => stack.stop());

  const run = async (service: ServiceName, statements: readonly string[]) =>
    withClient(stack.databases[service].admin, async (client) => {
      for (const sql of statements) await client.query(sql);
    });

  /** Something to be deleted that nothing refers to. */
  const ADDED = {
    User: ['crm', 'users', `INSERT INTO users (username, email, password_hash) VALUES ('gone', 'gone@example.com', 'none')`],
    Property: [
      'crm',
      'properties',
      `INSERT INTO properties (user_id, address, property_type)
        VALUES ('OWNER', '{"line1":"1","city":"c","state":"s","zip":"z"}', 'house')`,
    ],
    Contact: ['crm', 'contacts', `INSERT INTO contacts (owner_user_id, email, type) VALUES ('OWNER', 'gone@example.com', 'OTHER')`],
    Role: ['crm', 'roles', `INSERT INTO roles (name) VALUES ('gone')`],
    Exchange: ['exchanges', 'exchanges', `INSERT INTO exchanges (exchange_number, name) VALUES ('gone', 'Gone')`],
    Project: [
      'builds',
      'projects',
      `INSERT INTO projects (project_name, client_id, wedding_date) SELECT 'Gone', client_id, '2030-06-01' FROM projects LIMIT 1`,
    ],
    PlatformLink: [
      'sync',
      'platform_connections',
      `INSERT INTO platform_connections (user_id, name, platform, root_path, credentials_ciphertext, nonce, salt)
        VALUES ('OWNER', 'Gone', 'DROPBOX', '/', '-', '-', '-')`,
    ],
  } as const;

  it.each(Object.keys(ADDED) as (keyof typeof ADDED)[])(
    'of a %s that was killed halfway is told from one that found nothing',
    async (noun) => {
      const [service, table, insert] = ADDED[noun];
      const me = (await stack.ask('{ me { id } }', {}, admin)).data.me.id;
      const [row] = await stack.lookInto(service, `${insert.replace('OWNER', me)} RETURNING id`);
      const id = String(row?.id);
      const key = randomUUID();
      const ask = (of = id) =>
        stack.ask(`mutation ($id: ID!) { gone: delete${noun}(id: $id) { id } }`, { id: of }, admin, { 'Idempotency-Key': key });
      await run(service, DIE);
      const first = await ask();
      await run(service, LIVE);
      expect(first.errors?.map(({ extensions }) => extensions?.code)).toEqual(['UNAVAILABLE']);
      expect(await stack.lookInto(service, `SELECT id FROM ${table} WHERE id = $1`, [id])).toEqual([]);
      for (const again of [await ask(), await ask()])
        expect(again).toMatchObject({
          data: { gone: null },
          errors: [{ path: ['gone'], extensions: { code: 'CONFLICT', outcome: 'UNKNOWN' } }],
        });
      const told = `SELECT type FROM outbox_events WHERE subject_id = $1 AND type LIKE '%.deleted'`;
      expect(await stack.lookInto(service, told, [id])).toHaveLength(1);
      const other = await ask(randomUUID());
      expect(other.errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
    },
  );
});
