import type { EventHandler } from '@plat/shared/events/consumer';
import { TARGETS } from '@plat/shared/references/cross-references';
import { z } from 'zod';

/** The states of an exchange in which nothing more comes of it. */
const ENDED: readonly unknown[] = ['COMPLETED', 'TERMINATED'];

/** The first end counts for as long as it lasts. */
const END_SQL = 'INSERT INTO ended_exchanges (exchange_id, ended_at) VALUES ($1, $2) ON CONFLICT DO NOTHING';
const GO_ON_SQL = 'DELETE FROM ended_exchanges WHERE exchange_id = $1';
const RECKON_SQL = 'SELECT FROM reckon_retention(ARRAY(SELECT id FROM documents WHERE exchange_id = $1))';

/**
 * Keeps which exchanges have ended, and since when, for retention that begins with it. One that is taken up again goes on. Their
 * events come in order, so that the last word counts; that one is deleted says nothing of its end, and what is kept of it was reckoned.
 */
export const noteExchangeEnd: EventHandler = async ({ source, subjectId, occurredAt, payload }, { db }) => {
  const status = payload.new?.status;
  if (source !== TARGETS.Exchange.service || status === undefined) return;
  const id = z.guid().parse(subjectId);
  await (ENDED.includes(status) ? db.query(END_SQL, [id, occurredAt]) : db.query(GO_ON_SQL, [id]));
  await db.query(RECKON_SQL, [id]);
};
