import { z } from 'zod';
import type { ServiceClient } from '../access/service-client';
import { NOBODY } from '../access/viewer';
import type { ServiceName } from '../database/service';
import { PlatError } from '../errors/plat-error';
import { type InternalPaths, internalPath } from '../graphql/internal-path';
import { referencesIn, restrictersOf, TARGETS, type TargetType } from './cross-references';
import { existingColumns, typeOfTable } from './foreign-keys';
import { EXCLUSIVE_LOCK_SQL, referenceLockKey } from './reference-lock';

/** Where a service says what of its own keeps rows of another from being deleted. */
export const REFERENCES_PATH = '/internal/references';

const MAX_IDS = 500;
const TYPES = Object.keys(TARGETS) as [TargetType, ...TargetType[]];

const referencesQuestion = z.object({ type: z.enum(TYPES), ids: z.array(z.guid()).min(1).max(MAX_IDS) });

/** Whoever is refused learns what kind of thing is in the way and how many, and nothing by which to find it. */
const referencesAnswer = z.object({
  references: z.array(z.object({ type: z.string(), count: z.int(), ids: z.array(z.guid()) })),
});

/** Rows of another service that refer to some that are to be deleted. */
export interface Restriction {
  /** What they are. */
  readonly type: string;
  readonly count: number;
  /** Those of the ids asked for to which they refer. */
  readonly ids: readonly string[];
}

/** What other services say against a deletion. */
export interface Restrictions {
  /** @throws PlatError UNAVAILABLE when one that has to be asked does not answer */
  of(services: ServiceClient, type: TargetType, ids: readonly string[]): Promise<Restriction[]>;
}

/** All services that may have something against it are asked, one after another. */
export const ASKED_RESTRICTIONS: Restrictions = {
  of: async (services, type, ids) => {
    const found: Restriction[] = [];
    for (const service of restrictersOf(type))
      for (let from = 0; from < ids.length; from += MAX_IDS) {
        const question = { type, ids: ids.slice(from, from + MAX_IDS) };
        // For nobody: what keeps a row is the same whoever asks.
        found.push(...(await services.call(service, REFERENCES_PATH, NOBODY, question, referencesAnswer)).references);
      }
    return found;
  },
};

/** How a deletion is refused. @param by what is in the way, of this service and of others */
export const referenced = (type: string, by: readonly Pick<Restriction, 'type' | 'count'>[]): PlatError => {
  const counts = new Map<string, number>();
  for (const one of by) counts.set(one.type, (counts.get(one.type) ?? 0) + one.count);
  const references = [...counts].map(([type, count]) => ({ type, count }));
  const list = references.map(({ type, count }) => `${count} of ${type}`).join(', ');
  return new PlatError('REFERENCED', `This ${type} cannot be deleted, because others refer to it: ${list}.`, { references });
};

/**
 * Answers the owner who wants to delete something, after all transactions have ended that were told that it exists. What
 * was marked before is not confirmed to anybody any more, so that the answer stays true.
 */
export const referencesPath = (service: ServiceName): InternalPaths => ({
  [REFERENCES_PATH]: internalPath({
    method: 'POST',
    callers: 'services',
    schema: referencesQuestion,
    // As the system: rows that nobody who asks may see refer to it, too.
    answer: ({ type, ids }, { asSystem }) =>
      asSystem(async (db) => {
        await db.query(EXCLUSIVE_LOCK_SQL, [ids.map((id) => referenceLockKey(type, id))]);
        const restricting = referencesIn(service, type).filter(({ onDelete }) => onDelete === 'RESTRICT');
        const there = await existingColumns(
          db,
          restricting.map(({ table, column }) => `${table}.${column}`),
        );
        const references: Restriction[] = [];
        for (const { table, column } of restricting.filter((one) => there.has(`${one.table}.${one.column}`))) {
          const rows: { id: string; count: number }[] = await db.query(
            `SELECT ${column} AS id, count(*)::int AS count FROM ${table} WHERE ${column} = ANY ($1) GROUP BY 1`,
            [ids],
          );
          const count = rows.reduce((sum, row) => sum + row.count, 0);
          if (count) references.push({ type: typeOfTable(db, table), count, ids: rows.map(({ id }) => id) });
        }
        return { references };
      }),
  }),
});
