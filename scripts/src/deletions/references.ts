import type { ServiceName } from '@plat/shared/database/service';
import { CROSS_REFERENCES, type CrossReference, TARGETS, type TargetType } from '@plat/shared/references/cross-references';

/** Reads rows of a service, past all policies. */
export type Look = (service: ServiceName, sql: string, ...values: unknown[]) => Promise<Record<string, unknown>[]>;

const COLUMNS_SQL = `SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = 'public'`;

/** The rows of a reference that hold an id, but for papers in the trash; none while its table is still to come. */
async function rowsOf(look: Look, { in: service, table, column }: CrossReference): Promise<string | undefined> {
  const there = new Set((await look(service, COLUMNS_SQL)).map(({ name }) => name));
  if (!there.has(`${table}.${column}`)) return undefined;
  const trash = there.has(`${table}.trashed_at`) ? 'AND trashed_at IS NULL' : '';
  return `FROM ${table} WHERE ${column} IS NOT NULL ${trash}`;
}

/** References to rows of other services that are not there, as `table.column id`. */
export async function danglingReferences(look: Look): Promise<string[]> {
  const found: string[] = [];
  for (const reference of CROSS_REFERENCES) {
    const { in: from, table, column, to } = reference;
    const rows = await rowsOf(look, reference);
    const ids = rows ? (await look(from, `SELECT DISTINCT ${column} AS id ${rows}`)).map(({ id }) => String(id)) : [];
    if (ids.length === 0) continue;
    const target = TARGETS[to];
    const there = new Set((await look(target.service, `SELECT id FROM ${target.table} WHERE id = ANY ($1)`, ids)).map(({ id }) => id));
    found.push(...ids.filter((id) => !there.has(id)).map((id) => `${table}.${column} ${id}`));
  }
  return found;
}

/** How many rows of other services refer to each of some things of a type, by its id. */
export async function referencesTo(look: Look, type: TargetType, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const reference of CROSS_REFERENCES.filter(({ to }) => to === type)) {
    const rows = await rowsOf(look, reference);
    if (!rows) continue;
    const sql = `SELECT ${reference.column} AS id, count(*)::int AS n ${rows} AND ${reference.column} = ANY ($1) GROUP BY 1`;
    for (const { id, n } of await look(reference.in, sql, ids)) counts.set(String(id), (counts.get(String(id)) ?? 0) + Number(n));
  }
  return counts;
}
