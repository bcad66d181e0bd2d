import { randomUUID } from 'node:crypto';
import { appendToAuditLog } from '@plat/crm/audit-log/audit-log.append';
import { createLog } from '@plat/shared/config/log';
import type { PlatEvent } from '@plat/shared/events/cloud-event';
import type { Client } from 'pg';
import type { EntityManager } from 'typeorm';

/** From 0 to 1, as by chance; the same numbers for the same seed. */
export type Chance = () => number;

/** Mulberry32. Source: https://github.com/cprosche/mulberry32 */
export const chanceOf = (seed: number): Chance => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** A whole number from `least` to `most`. */
export const between = (chance: Chance, least: number, most: number): number => least + Math.floor(chance() * (most - least + 1));

export const oneOf = <T>(chance: Chance, values: readonly T[]): T => values[between(chance, 0, values.length - 1)] as T;

/** Something that some service tells. @param users who may have done it */
export const eventOf = (chance: Chance, users: readonly string[]): PlatEvent => ({
  id: randomUUID(),
  source: oneOf(chance, ['crm', 'documents', 'sync', 'builds', 'exchanges'] as const),
  seq: '1',
  type: oneOf(chance, ['document.created', 'exchange.updated', 'session.started', 'task.finished']),
  subjectType: oneOf(chance, ['Document', 'Exchange', 'UserSession']),
  subjectId: randomUUID(),
  actorUserId: oneOf(chance, [...users, null]),
  occurredAt: new Date(between(chance, 1_600_000_000_000, 1_800_000_000_000)),
  payload: {
    old: { amount: chance() * 1e6, title: 'before' },
    new: oneOf(chance, [{ amount: between(chance, 0, 9), tags: ['a', 'é'] }, { amount: chance() * 1e-9 }, {}]),
    session: randomUUID(),
    address: `10.0.0.${between(chance, 1, 254)}`,
    userAgent: 'check',
    exchangeId: oneOf(chance, [randomUUID(), undefined]),
    contributorId: oneOf(chance, [randomUUID(), undefined]),
  },
});

const log = createLog('crm', 'silent');

/** Appends as crm does, over any connection. @param key crm's, or that of somebody who does not have it */
export async function appendOver(client: Client, events: readonly PlatEvent[], key: Buffer): Promise<void> {
  const db = { query: async (sql: string, values?: unknown[]) => (await client.query(sql, values)).rows };
  await appendToAuditLog(key).batch(events, { db: db as unknown as EntityManager, log });
}
