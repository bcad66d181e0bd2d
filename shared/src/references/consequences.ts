import type { ServiceName } from '../database/service';
import type { Consumers, EventHandler } from '../events/consumer';
import type { EventPattern } from '../events/subscriptions';
import { isUuid } from '../graphql/scalars';
import { type CrossReference, referencesIn, TARGETS, type TargetType, typesReferredTo } from './cross-references';
import { noteDeleted } from './deleted-subjects';
import { entityOf, existingColumns, typeOfTable } from './foreign-keys';
import { clear, type KeptAtEnds, planRemoval, remove, type Step, type ToldOfEnds, trash } from './removal';
import { referenced } from './restrictions';

/**
 * What the end of things in other services means for the rows that refer to them, as cross-references.ts says it, in the
 * name of whoever deleted them. Tables that are still to come are passed over.
 */
export const consequences = (
  service: ServiceName,
  told?: ToldOfEnds,
  kept?: KeptAtEnds,
): Readonly<Partial<Record<EventPattern, readonly EventHandler[]>>> =>
  Object.fromEntries(typesReferredTo(service).map((type) => [TARGETS[type].deleted, [endOf(service, type, told, kept)]]));

/** A service's own handlers of an event come after the consequence that its references have. */
export function withConsequences(service: ServiceName, own: Consumers, told?: ToldOfEnds, kept?: KeptAtEnds): Consumers {
  const ends = consequences(service, told, kept);
  const patterns = new Set([...Object.keys(ends), ...Object.keys(own)] as (keyof Consumers)[]);
  return Object.fromEntries([...patterns].map((pattern) => [pattern, [...(ends[pattern] ?? []), ...(own[pattern] ?? [])]]));
}

const endOf =
  (service: ServiceName, type: TargetType, told?: ToldOfEnds, kept?: KeptAtEnds): EventHandler =>
  async ({ id, source, subjectId, payload }, { db, events, log }) => {
    // Its owner alone can say that something has ended.
    if (source !== TARGETS[type].service || subjectId === null || !isUuid(subjectId)) return;
    await noteDeleted(db, type, subjectId);
    const references = referencesIn(service, type);
    const there = await existingColumns(
      db,
      references.map(({ table, column }) => `${table}.${column}`),
    );
    const keeps = Array.isArray(payload.keeps) ? payload.keeps : [];
    for (const reference of references.filter(({ table, column }) => there.has(`${table}.${column}`))) {
      const { table, column } = reference;
      const onDelete = reference.onDelete === 'CASCADE' && keeps.includes(typeOfTable(db, table)) ? 'SET NULL' : reference.onDelete;
      const step: Step = { db, events, ...(told && { told: (entity, rows) => told(db, entity.target, rows, id) }) };
      const left = await follow(step, { ...reference, onDelete }, subjectId, kept);
      if (left) log.error({ table, column, left }, 'rows refer to what its owner should have kept');
    }
  };

/** @returns how many rows still refer to it */
async function follow(step: Step, { table, column, onDelete }: CrossReference, id: string, kept?: KeptAtEnds): Promise<number> {
  const { db } = step;
  const entity = entityOf(db, table);
  if (!entity) {
    if (onDelete === 'CASCADE') await db.query(`DELETE FROM ${table} WHERE ${column} = $1`, [id]);
    if (onDelete === 'SET NULL') await db.query(`UPDATE ${table} SET ${column} = NULL WHERE ${column} = $1`, [id]);
    return 0;
  }
  // Rows in the trash have gone as far as others can send them.
  const hasTrash = entity.columns.some(({ databaseName }) => databaseName === 'trashed_at');
  const condition = hasTrash && onDelete === 'CASCADE' ? 'AND trashed_at IS NULL' : '';
  const rows: { id: string }[] = await db.query(`SELECT id FROM ${table} WHERE ${column} = $1 ${condition} ORDER BY id FOR UPDATE`, [id]);
  const ids = rows.map((row) => row.id);
  if (!ids.length) return 0;
  if (onDelete === 'RESTRICT') return ids.length;
  if (onDelete === 'SET NULL') await clear(step, table, column, ids);
  else if (hasTrash) {
    const staying = (await kept?.(db, entity.target, ids)) ?? new Set();
    await clear(
      step,
      table,
      column,
      ids.filter((one) => staying.has(one)),
    );
    await trash(
      step,
      entity,
      ids.filter((one) => !staying.has(one)),
    );
  } else {
    const plan = await planRemoval(db, table, ids);
    if (plan.holdings.length) throw referenced(entity.name, plan.holdings);
    await remove(step, plan);
  }
  return 0;
}
