import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '@plat/shared/database/admin-client';
import { type DatabaseUrls, SERVICES } from '@plat/shared/database/service';
import type { Look } from './references';

const SETTLE_MS = 120_000;
const OPEN_SQL = 'SELECT event_id FROM outbox_deliveries WHERE delivered_at IS NULL';
const MARKS_SQL = 'SELECT id FROM deletions';

/** Reads as the system of each service, which sees all rows. */
export const lookWith =
  (urls: DatabaseUrls): Look =>
  (service, sql, ...values) =>
    withClient(urls[service].system, async (client) => (await client.query(sql, values)).rows);

/** Waits until something is so, for as long at most. @returns whether it is */
export async function eventually(holds: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end) return false;
    await sleep(50);
  }
  return true;
}

/** Waits until all events are told and nothing is marked. @returns how many events and marks are left */
export async function settle(look: Look): Promise<number> {
  const left = async () => {
    const rows = await Promise.all(SERVICES.flatMap((service) => [look(service, OPEN_SQL), look(service, MARKS_SQL)]));
    return rows.flat().length;
  };
  await eventually(async () => (await left()) === 0, SETTLE_MS);
  return left();
}
