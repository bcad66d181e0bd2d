import { Client, escapeIdentifier } from 'pg';
import { type MutationScore, type RowCase, rowBreaches } from './row-wall';
import type { TestDatabase } from './test-databases';

interface Definer {
  readonly signature: string;
  readonly name: string;
  readonly args: string;
  readonly result: string;
  readonly owner: string;
  readonly source: string;
}

/** Functions of the tables' owner that a policy of row level security asks. */
const ASKED = `SELECT p.oid::regprocedure::text AS signature, p.proname AS name, pg_get_function_arguments(p.oid) AS args,
    pg_get_function_result(p.oid) AS result, p.proowner::regrole::text AS owner, pg_get_functiondef(p.oid) AS source
  FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND p.prokind = 'f' AND EXISTS (
    SELECT FROM pg_policies WHERE schemaname = 'public' AND concat(qual, ' ', with_check) ~ ('\\m' || p.proname || '\\('))
  ORDER BY 1`;

const TABLES = `SELECT c.table_name AS name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
  WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.column_name = 'id' AND c.data_type = 'uuid' ORDER BY 1`;

/** What a function says that says yes to everything: true, or the ids of all rows of all tables. */
function everything(result: string, tables: readonly string[]): string {
  const ids = tables.map((table) => `SELECT id FROM public.${escapeIdentifier(table)}`).join(' UNION ');
  if (result === 'boolean') return 'SELECT true';
  if (result === 'uuid[]') return `SELECT array_agg(id) FROM (${ids}) AS every`;
  if (result === 'SETOF uuid') return ids;
  throw new Error(`A policy asks a function that returns ${result}; say here what it returns when it says yes to everything.`);
}

/**
 * Lets each function that policies ask say yes to everybody, one at a time, and tries all cases: a mutant that no case
 * notices is a rule without a test. Each is as it was before the next. Needs a database of its own.
 */
export async function mutateDefiners(database: TestDatabase, cases: readonly RowCase[]): Promise<MutationScore> {
  const admin = new Client(database.admin); // who sees all rows, where the owner sees those of a few tables
  await admin.connect();
  const survivors: string[] = [];
  try {
    const tables = (await admin.query<{ name: string }>(TABLES)).rows.map(({ name }) => name);
    const { rows } = await admin.query<Definer>(ASKED);
    for (const { signature, name, args, result, owner, source } of rows) {
      const own = (role: string) => `ALTER FUNCTION ${signature} OWNER TO ${role}`;
      await admin.query(`CREATE OR REPLACE FUNCTION public.${escapeIdentifier(name)}(${args}) RETURNS ${result}
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $yes$ ${everything(result, tables)} $yes$`);
      await admin.query(own('CURRENT_USER'));
      if ((await rowBreaches(database, cases)).length === 0) survivors.push(signature);
      await admin.query(source);
      await admin.query(own(owner));
    }
    return { killed: rows.length - survivors.length, total: rows.length, survivors };
  } finally {
    await admin.end();
  }
}
