import { Client } from 'pg';
import type { Viewer } from '../access/viewer';
import type { TestDatabase } from './test-databases';

/** One thing that somebody tries with SQL of their own, and what the database must answer. */
export interface RowCase {
  /** A sentence: `a stranger reads the property`. */
  readonly name: string;
  readonly as: Viewer;
  readonly sql: string;
  readonly values?: readonly unknown[];
  /** Rows returned or written; `refused` for an error of privilege or policy (42501). */
  readonly expect: number | 'refused';
  /** The role that tries it; the application role unless given. */
  readonly role?: 'app' | 'system';
}

const IDENTITY = `SELECT set_config('app.user_id', $1, true), set_config('app.contact_id', $2, true),
  set_config('app.client_id', $3, true), set_config('app.role', $4, true), set_config('app.permissions', $5, true)`;
const INSUFFICIENT_PRIVILEGE = '42501';

/** The connections by which cases are tried. */
type Clients = Readonly<Record<'app' | 'system', Client>>;

async function withClients<T>(database: TestDatabase, work: (clients: Clients) => Promise<T>): Promise<T> {
  const clients = { app: new Client(database.app), system: new Client(database.system) };
  await Promise.all([clients.app.connect(), clients.system.connect()]);
  try {
    return await work(clients);
  } finally {
    await Promise.all([clients.app.end(), clients.system.end()]);
  }
}

/** @returns what came out instead of what is expected */
async function breach(clients: Clients, { name, as, sql, values = [], expect, role = 'app' }: RowCase): Promise<string | undefined> {
  const outcome = await attempt(clients[role], as, sql, values);
  return outcome === expect ? undefined : `${name}: expected ${expect}, got ${outcome}`;
}

/** Tries every case in a transaction that is rolled back. @returns the cases that came out otherwise, with what came out */
export const rowBreaches = (database: TestDatabase, cases: readonly RowCase[]): Promise<string[]> =>
  withClients(database, async (clients) => {
    const breaches: string[] = [];
    for (const one of cases) {
      const found = await breach(clients, one);
      if (found) breaches.push(found);
    }
    return breaches;
  });

/** Tries cases until one comes out otherwise, beginning with those that are likely to. @param likely part of their SQL */
async function isBreached(clients: Clients, cases: readonly RowCase[], likely: string): Promise<boolean> {
  const [first, then] = [cases.filter(({ sql }) => sql.includes(likely)), cases.filter(({ sql }) => !sql.includes(likely))];
  for (const one of [...first, ...then]) if (await breach(clients, one)) return true;
  return false;
}

async function attempt(client: Client, { identity }: Viewer, sql: string, values: readonly unknown[]): Promise<number | string> {
  await client.query('BEGIN');
  try {
    const { userId = '', contactId = '', clientId = '', role = '', permissions = [] } = identity;
    await client.query(IDENTITY, [userId, contactId, clientId, role, permissions.join()]);
    return (await client.query(sql, [...values])).rowCount ?? 0;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return code === INSUFFICIENT_PRIVILEGE ? 'refused' : message;
  } finally {
    await client.query('ROLLBACK');
  }
}

interface PolicyRow {
  readonly tablename: string;
  readonly policyname: string;
  readonly permissive: 'PERMISSIVE' | 'RESTRICTIVE';
  readonly roles: string;
  readonly cmd: string;
  readonly qual: string | null;
  readonly with_check: string | null;
}

/** What mutation of policies came to. */
export interface MutationScore {
  readonly killed: number;
  readonly total: number;
  readonly survivors: readonly string[];
}

const POLICIES = `SELECT tablename, policyname, permissive, array_to_string(roles, ', ') AS roles, cmd, qual, with_check FROM pg_policies
  WHERE schemaname = 'public' ORDER BY tablename, policyname`;

/** The policy as it is, and each way to weaken it; a mutation that changes nothing is none. */
function mutants({ tablename, policyname, permissive, roles, cmd, qual, with_check }: PolicyRow): { name: string; sql: string }[] {
  const create = (using: string | null, check: string | null) =>
    `CREATE POLICY "${policyname}" ON "${tablename}" AS ${permissive} FOR ${cmd} TO ${roles}${using ? ` USING (${using})` : ''}${check ? ` WITH CHECK (${check})` : ''}`;
  const drop = `DROP POLICY "${policyname}" ON "${tablename}"`;
  const found = [{ name: `${tablename}.${policyname} off`, sql: drop }];
  if (qual && qual !== 'true')
    found.push({
      name: `${tablename}.${policyname} USING (true)`,
      sql: `${drop}; ${create('true', with_check ?? (cmd === 'SELECT' || cmd === 'DELETE' ? null : qual))}`,
    });
  if (with_check && with_check !== 'true')
    found.push({ name: `${tablename}.${policyname} WITH CHECK (true)`, sql: `${drop}; ${create(qual, 'true')}` });
  return found;
}

/**
 * Weakens each policy of a database in turn and tries all cases: a mutant that no case notices is a rule without a
 * test. Each mutation is undone before the next. Needs a database of its own.
 */
export const mutatePolicies = (database: TestDatabase, cases: readonly RowCase[]): Promise<MutationScore> =>
  withClients(database, (clients) => mutateEach(database, clients, cases));

async function mutateEach(database: TestDatabase, clients: Clients, cases: readonly RowCase[]): Promise<MutationScore> {
  const owner = new Client(database.owner);
  await owner.connect();
  const survivors: string[] = [];
  let total = 0;
  try {
    for (const policy of (await owner.query<PolicyRow>(POLICIES)).rows) {
      const { tablename, policyname, permissive, roles, cmd, qual, with_check } = policy;
      const restore = `DROP POLICY IF EXISTS "${policyname}" ON "${tablename}"; CREATE POLICY "${policyname}" ON "${tablename}" AS ${permissive} FOR ${cmd} TO ${roles}
        ${qual ? `USING (${qual})` : ''} ${with_check ? `WITH CHECK (${with_check})` : ''}`;
      for (const { name, sql } of mutants(policy)) {
        total += 1;
        await owner.query(sql);
        if (!(await isBreached(clients, cases, tablename))) survivors.push(name);
        await owner.query(restore);
      }
    }
  } finally {
    await owner.end();
  }
  return { killed: total - survivors.length, total, survivors };
}
