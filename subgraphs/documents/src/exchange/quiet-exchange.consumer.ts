import type { EventHandler } from '@plat/shared/events/consumer';
import { TARGETS } from '@plat/shared/references/cross-references';
import { z } from 'zod';

const HUSH_SQL = 'INSERT INTO quiet_exchanges (exchange_id) VALUES ($1) ON CONFLICT DO NOTHING';
const SPEAK_SQL = 'DELETE FROM quiet_exchanges WHERE exchange_id = $1';

/** Keeps which exchanges notify nobody. Their events come in order, so that the last word counts. */
export const hushExchange: EventHandler = async ({ source, type, subjectId, payload }, { db }) => {
  if (source !== TARGETS.Exchange.service) return;
  const notifies = type.endsWith('.deleted') || payload.new?.notifications_enabled;
  if (notifies === undefined) return;
  await db.query(notifies === false ? HUSH_SQL : SPEAK_SQL, [z.guid().parse(subjectId)]);
};
