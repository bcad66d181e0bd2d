import { GRANT_SUBJECTS, type GrantSubject } from '@plat/shared/access/grants';
import type { ServiceClient } from '@plat/shared/access/service-client';
import type { AsSystem } from '@plat/shared/database/system-database';
import type { EntityManager } from 'typeorm';
import type { GrantOwners } from './access-grant.owners';
import { databaseClock, persistently, tellGrants } from './access-grant.store';

/** What became of the grants of one type. */
export interface Rebuilt {
  readonly type: GrantSubject;
  /** As many as the owner has told; those that were newer here stayed. */
  readonly told: number;
  /** As many as no owner knows any more. */
  readonly removed: number;
}

interface Parts {
  readonly asSystem: AsSystem;
  readonly services: ServiceClient;
  readonly owners: GrantOwners;
}

/** How far a rebuild has come, so that one which was killed goes on there. */
interface Progress {
  readonly startedAt: string;
  readonly after: string | undefined;
}

const BEGIN_SQL = `INSERT INTO access_grant_rebuilds AS r (subject_type, started_at) VALUES ($1, clock_timestamp())
  ON CONFLICT (subject_type) DO UPDATE SET subject_type = r.subject_type RETURNING started_at::text AS "startedAt", after_id AS "after"`;
const ADVANCE_SQL = 'UPDATE access_grant_rebuilds SET after_id = $2 WHERE subject_type = $1';
const END_SQL = 'DELETE FROM access_grant_rebuilds WHERE subject_type = $1';
/** Whatever an owner told, and whatever an event wrote meanwhile, is of later than the start. */
const SWEEP_SQL = `WITH removed AS (DELETE FROM access_grants WHERE subject_type = $1 AND updated_at < $2::timestamptz RETURNING role)
  SELECT count(*) FILTER (WHERE role <> 'NONE')::int AS removed FROM removed`;

/**
 * Makes the grants anew out of what their owners say, beside requests and consumers: nobody is without a grant that the
 * owner knows for a moment, and what an event wrote after its owner was asked stays.
 * @throws PlatError UNAVAILABLE when an owner does not answer; the next run goes on there
 */
export async function rebuildGrants(parts: Parts, onType: (rebuilt: Rebuilt) => void = () => undefined): Promise<Rebuilt[]> {
  const all: Rebuilt[] = [];
  for (const type of GRANT_SUBJECTS) {
    const rebuilt = await rebuildType(parts, type);
    onType(rebuilt);
    all.push(rebuilt);
  }
  return all;
}

async function rebuildType({ asSystem, services, owners }: Parts, type: GrantSubject): Promise<Rebuilt> {
  const { startedAt, after } = await asSystem((db) => begin(db, type));
  let told = 0;
  let key = after ?? undefined;
  do {
    const askedAt = await asSystem(databaseClock);
    const page = await owners.page(services, type, key);
    key = page.next ?? undefined;
    told += page.grants.length;
    await persistently(asSystem, async (db) => {
      await tellGrants(
        db,
        page.grants.map((grant) => ({ ...grant, type })),
        askedAt,
      );
      if (key) await db.query(ADVANCE_SQL, [type, key]);
    });
  } while (key);
  const removed = await persistently(asSystem, async (db) => {
    await db.query(`SET LOCAL statement_timeout = '60s'`); // it looks at all grants of the type, and holds up nobody
    const [swept]: [{ removed: number }] = await db.query(SWEEP_SQL, [type, startedAt]);
    await db.query(END_SQL, [type]);
    return swept.removed;
  });
  return { type, told, removed };
}

const begin = async (db: EntityManager, type: GrantSubject): Promise<Progress> => {
  const [progress]: [Progress] = await db.query(BEGIN_SQL, [type]);
  return progress;
};
