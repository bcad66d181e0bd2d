import type { EntityManager } from 'typeorm';
import type { TargetType } from './cross-references';
import { EXCLUSIVE_LOCK_SQL, referenceLockKey } from './reference-lock';

const NOTE_SQL = 'INSERT INTO deleted_subjects (type, id) VALUES ($1, $2) ON CONFLICT DO NOTHING';

/**
 * Notes, in the transaction of a consumer, that another service has deleted something. Whoever was told that it exists has
 * ended after this, and whoever comes later finds the note.
 */
export async function noteDeleted(db: EntityManager, type: TargetType, id: string): Promise<void> {
  await db.query(EXCLUSIVE_LOCK_SQL, [[referenceLockKey(type, id)]]);
  await db.query(NOTE_SQL, [type, id]);
}

/** Those of the ids that other services have deleted, by what this one has taken in, this transaction included. */
export async function deletedAmong(db: EntityManager, types: readonly TargetType[], ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows: { id: string }[] = await db.query('SELECT id FROM deleted_subjects WHERE type = ANY ($1) AND id = ANY ($2::uuid[])', [
    types,
    ids,
  ]);
  return rows.map(({ id }) => id);
}
