import { type EntityManager, type EntityMetadata, In, type ObjectLiteral } from 'typeorm';
import type { EventDetails, Events } from '../events/events';
import { entityOf, type ForeignKey, foreignKeys, hasEvents, nounOf, typeOfTable } from './foreign-keys';

/** A transaction of the system, and the events that belong to it. */
export interface Step {
  readonly db: EntityManager;
  readonly events: Events;
  /** What the service tells besides of rows that change because something else ended. */
  readonly told?: (entity: EntityMetadata, rows: readonly ObjectLiteral[]) => Promise<readonly References[]>;
}

/** Ids of other things, by name. */
type References = Readonly<Record<string, unknown>>;

/**
 * What events tell of rows that go, or lose a reference, because something of another service ended: whom that concerns.
 * @param db of the system @param entity the class of the rows @param cause the event of the end, by its id
 * @returns one for each row, in their order, or none
 */
export type ToldOfEnds = (
  db: EntityManager,
  entity: EntityMetadata['target'],
  rows: readonly ObjectLiteral[],
  cause: string,
) => Promise<readonly References[]>;

/** Rows of a table that keep others from being deleted. */
export interface Holding {
  readonly type: string;
  readonly count: number;
  /** The table of what they keep, and the ids there. */
  readonly parent: string;
  readonly parentIds: readonly string[];
}

/** All that goes when some rows go, locked, and what keeps them. */
export interface RemovalPlan {
  readonly table: string;
  /** By table, children after their parents. */
  readonly rows: ReadonlyMap<string, ReadonlySet<string>>;
  readonly detached: readonly { readonly key: ForeignKey; readonly ids: readonly string[] }[];
  readonly holdings: readonly Holding[];
}

/**
 * Of rows that would go to the trash because something of another service ended, those that must stay: they lose the reference.
 * @param db of the system @param entity the class of the rows, which are locked
 */
export type KeptAtEnds = (db: EntityManager, entity: EntityMetadata['target'], ids: readonly string[]) => Promise<ReadonlySet<string>>;

type Row = ObjectLiteral & { readonly id: string };

/** As many rows as are read and told at once. */
const BATCH = 500;

const batches = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, n) => ids.slice(n * BATCH, (n + 1) * BATCH) as string[]);

/**
 * Follows the foreign keys from some rows: what goes with them, what is cleared, what keeps them. All of it is locked.
 * @param heldBy tables whose rows keep what they belong to, though the database would take them along
 */
export async function planRemoval(
  db: EntityManager,
  table: string,
  ids: readonly string[],
  heldBy: readonly string[] = [],
): Promise<RemovalPlan> {
  const keys = await foreignKeys(db);
  const rows = new Map<string, Set<string>>([[table, new Set(ids)]]);
  const others: { key: ForeignKey; ids: readonly string[] }[] = [];
  const queue: { parent: string; ids: readonly string[] }[] = [{ parent: table, ids }];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { parent, ids } = next;
    for (const key of keys.filter((one) => one.parent === parent)) {
      if (key.onDelete !== 'CASCADE' || heldBy.includes(key.child)) others.push({ key, ids });
      // What has neither an entity nor rows of its own below it, the database takes along by itself.
      else if (entityOf(db, key.child)) {
        const known = rows.get(key.child) ?? new Set();
        const fresh = (await children(db, key, ids)).map(({ id }) => id).filter((id) => !known.has(id));
        rows.set(key.child, new Set([...known, ...fresh]));
        if (fresh.length) queue.push({ parent: key.child, ids: fresh });
      }
    }
  }
  return { table, rows, ...(await stayingBehind(db, others, rows)) };
}

/** The children that do not go themselves: those that are cleared, and those that keep their parents. */
async function stayingBehind(
  db: EntityManager,
  others: readonly { key: ForeignKey; ids: readonly string[] }[],
  going: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Pick<RemovalPlan, 'detached' | 'holdings'>> {
  const detached: RemovalPlan['detached'][number][] = [];
  const holdings: Holding[] = [];
  for (const { key, ids } of others) {
    const isCleared = key.onDelete === 'SET NULL';
    const entity = entityOf(db, key.child);
    // What tells nothing, such as the log of all that happened, the database clears by itself.
    if (isCleared && !(entity && hasEvents(entity))) continue;
    const staying = (await children(db, key, ids)).filter(({ id }) => !going.get(key.child)?.has(id));
    if (!staying.length) continue;
    if (isCleared) detached.push({ key, ids: staying.map(({ id }) => id) });
    else {
      const parentIds = [...new Set(staying.map(({ parent }) => parent))];
      holdings.push({ type: typeOfTable(db, key.child), count: staying.length, parent: key.parent, parentIds });
    }
  }
  return { detached, holdings };
}

/** Rows that refer to these, locked where they are known by an id. */
const children = (db: EntityManager, { child, column }: ForeignKey, ids: readonly string[]): Promise<{ id: string; parent: string }[]> =>
  entityOf(db, child)
    ? db.query(`SELECT id, ${column} AS parent FROM ${child} WHERE ${column} = ANY ($1) ORDER BY id FOR UPDATE`, [ids])
    : db.query(`SELECT ${column} || ctid::text AS id, ${column} AS parent FROM ${child} WHERE ${column} = ANY ($1)`, [ids]);

/**
 * Deletes what a plan says, after every row of it that can be edited has told its end, and every row that is cleared has
 * told that. @param told of the rows from which the plan started, besides their values
 */
export async function remove(step: Step, plan: RemovalPlan, told: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const { db } = step;
  for (const { key, ids } of plan.detached) await clear(step, key.child, key.column, ids);
  for (const [table, ids] of plan.rows) {
    const entity = entityOf(db, table);
    if (!entity || !hasEvents(entity)) continue;
    const besides = table === plan.table ? told : {};
    await tell(step, entity, [...ids], 'deleted', (row) => ({ ...besides, before: row, after: {} }));
  }
  await db.query(`DELETE FROM ${plan.table} WHERE id = ANY ($1)`, [[...(plan.rows.get(plan.table) ?? [])]]);
}

/** Takes away what a column of these rows refers to: an edit, which raises their version. They are locked. */
export async function clear(step: Step, table: string, column: string, ids: readonly string[]): Promise<void> {
  if (!ids.length) return;
  const { db } = step;
  const entity = entityOf(db, table);
  const property = entity?.columns.find(({ databaseName }) => databaseName === column)?.propertyName;
  if (!entity || !property || !hasEvents(entity)) {
    await db.query(`UPDATE ${table} SET ${column} = NULL WHERE id = ANY ($1)`, [ids]);
    return;
  }
  const details = (row: Row): EventDetails => ({ before: { [property]: row[property] }, after: { [property]: null } });
  await tell(step, entity, ids, 'detached', details);
  await db.query(`UPDATE ${table} SET ${column} = NULL, version = version + 1, updated_at = now() WHERE id = ANY ($1)`, [ids]);
}

/** Puts rows in the trash of their table, from where their own service removes them for good. They are locked. */
export async function trash(step: Step, entity: EntityMetadata, ids: readonly string[]): Promise<void> {
  if (!ids.length) return;
  const trashedAt = new Date();
  await tell(step, entity, ids, 'trashed', () => ({ before: { trashedAt: null }, after: { trashedAt } }));
  const sql = `UPDATE ${entity.tableName} SET trashed_at = $2, version = version + 1, updated_at = now() WHERE id = ANY ($1)`;
  await step.db.query(sql, [ids, trashedAt]);
}

/** What belongs to an exchange is in its audit trail. */
const exchangeOf = ({ name }: EntityMetadata, row: Row): unknown => (name === 'Exchange' ? row.id : (row.exchangeId ?? undefined));

async function tell(
  { db, events, told }: Step,
  entity: EntityMetadata,
  ids: readonly string[],
  verb: 'deleted' | 'detached' | 'trashed',
  details: (row: Row) => EventDetails,
): Promise<void> {
  for (const batch of batches(ids)) {
    const rows = (await db.find(entity.target, { where: { id: In(batch) } })) as Row[];
    const besides = (await told?.(entity, rows)) ?? [];
    const changed = rows.map((subject, index) => ({
      subject,
      details: { exchangeId: exchangeOf(entity, subject) as string | undefined, ...besides[index], ...details(subject) },
    }));
    await events.recordAll(`${nounOf(entity)}.${verb}`, changed);
  }
}
