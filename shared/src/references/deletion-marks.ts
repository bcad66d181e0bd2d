import type { EntityManager } from 'typeorm';
import { lostRace } from '../errors/database-error';
import type { Jobs } from '../jobs/job';
import type { TargetType } from './cross-references';

/** A row that is about to be deleted. */
export interface Marked {
  readonly type: TargetType;
  readonly id: string;
}

/** Longer than any deletion takes: what bears a mark for so long, nobody is deleting any more. */
const LEASE = `interval '60 seconds'`;

/** Who comes second is turned away, but for marks that a killed process has left. */
const MARK_SQL = `WITH marked AS (
    INSERT INTO deletions (type, id, token) SELECT type, id, $1 FROM unnest($2::text[], $3::uuid[]) AS given (type, id) ORDER BY 1, 2
    ON CONFLICT (type, id) DO UPDATE SET token = excluded.token, marked_at = now() WHERE deletions.marked_at < now() - ${LEASE}
    RETURNING id)
  SELECT id FROM marked`;

const TAKE_SQL = 'WITH taken AS (DELETE FROM deletions WHERE token = $1 RETURNING id) SELECT id FROM taken';

/** @param token tells one deletion from another @returns what was marked @throws PlatError CONFLICT when it is being deleted already */
export async function markSubjects(db: EntityManager, token: string, subjects: readonly Marked[]): Promise<readonly Marked[]> {
  if (!subjects.length) return subjects;
  const rows: unknown[] = await db.query(MARK_SQL, [token, subjects.map(({ type }) => type), subjects.map(({ id }) => id)]);
  if (rows.length < subjects.length) throw lostRace('It is being deleted already; look again in a moment.');
  return subjects;
}

/** Ends the marks with the transaction that deletes. @throws PlatError CONFLICT when they were taken back, because that came too late */
export async function takeMarks(db: EntityManager, token: string, marked: readonly Marked[]): Promise<void> {
  if (!marked.length) return;
  const rows: unknown[] = await db.query(TAKE_SQL, [token]);
  if (rows.length < marked.length) throw lostRace('Deleting it took too long; try again.');
}

export const unmark = (db: EntityManager, token: string): Promise<unknown> => db.query(TAKE_SQL, [token]);

/** Those of the ids that are about to be deleted, and so do not exist for whoever wants to refer to them. */
export async function areBeingDeleted(db: EntityManager, type: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows: { id: string }[] = await db.query('SELECT id FROM deletions WHERE type = $1 AND id = ANY ($2)', [type, ids]);
  return new Set(rows.map(({ id }) => id));
}

/** Takes back what killed processes have marked: a deletion without its mark changes nothing. */
export const deletionJobs: Jobs = {
  tasks: {
    'deletions.take_back': (_, { asSystem }) =>
      asSystem((db) => db.query(`DELETE FROM deletions WHERE marked_at < now() - ${LEASE}`)).then(() => undefined),
  },
  schedule: [{ task: 'deletions.take_back', at: '* * * * *' }],
};
