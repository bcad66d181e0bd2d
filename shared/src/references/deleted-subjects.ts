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
