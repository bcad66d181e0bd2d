import { NOBODY } from '@plat/shared/access/viewer';
import type { ViewerCards } from '@plat/shared/access/viewer-card';
import type { Jobs } from '@plat/shared/jobs/job';
import { type EntityManager, In } from 'typeorm';
import { AccessLog } from '../access-log/access-log';
import { Blobs } from '../blob/blobs';
import { Document } from '../document/document.entity';
import { DocumentPurgeCause } from '../document-tombstone/document-tombstone.entity';
import type { Storages } from '../storage/storages';
import { keptOf } from './document-keeping';
import { purgeDocument } from './document-purge';

/** The task that removes what was in the trash for long enough. */
export const PURGE_TRASH = 'documents.purge_trash';

/** How long documents stay in the trash, in milliseconds. */
export const TRASH_MS = 30 * 86_400_000;
const BATCH = 50;

/** What is kept stays behind, and is passed over by its place in the order. */
const EXPIRED_SQL = `SELECT id, trashed_at AS "trashedAt" FROM documents WHERE trashed_at <= $1 AND (trashed_at, id) > ($2, $3)
  ORDER BY trashed_at, id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;

interface Place {
  readonly id: string;
  readonly trashedAt: Date;
}

interface TrashJobParts {
  readonly storages: Storages;
  readonly taken: readonly string[];
  readonly cards: ViewerCards;
  readonly clock: () => Date;
}

/** Every night, what nothing keeps and nobody has restored in thirty days goes for good. */
export const documentTrashJobs = ({ storages, taken, cards, clock }: TrashJobParts): Jobs => ({
  tasks: {
    [PURGE_TRASH]: async (_, { asSystem, services, signal }) => {
      const parts = {
        blobs: new Blobs({ storages, asSystem, viewer: NOBODY, clock, taken }),
        log: new AccessLog({ asSystem, services, cards, clock }),
      };
      let last: Place | undefined = { id: '00000000-0000-0000-0000-000000000000', trashedAt: new Date(0) };
      while (last && !signal.aborted) {
        const from: Place = last;
        last = await asSystem((db) => purgeExpired(db, parts, clock(), from));
      }
    },
  },
  schedule: [{ task: PURGE_TRASH, at: '17 3 * * *' }],
});

/** @returns the last document that was looked at, none behind the last one */
async function purgeExpired(
  db: EntityManager,
  parts: Parameters<typeof purgeDocument>[1],
  now: Date,
  { id, trashedAt }: Place,
): Promise<Place | undefined> {
  const found: Place[] = await db.query(EXPIRED_SQL, [new Date(now.getTime() - TRASH_MS), trashedAt, id]);
  const ids = found.map((one) => one.id);
  const kept = new Set((await keptOf(db, ids, now)).map(({ documentId }) => documentId));
  const purge = {
    viewer: NOBODY,
    origin: { requestId: PURGE_TRASH },
    card: { name: null, email: null },
    cause: DocumentPurgeCause.TRASH_EXPIRED,
    reason: null,
    now,
  };
  for (const document of await db.findBy(Document, { id: In(ids.filter((one) => !kept.has(one))) }))
    await purgeDocument(db, parts, document, purge);
  return found.length === BATCH ? found.at(-1) : undefined;
}
