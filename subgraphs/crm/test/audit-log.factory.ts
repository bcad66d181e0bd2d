import { randomUUID } from 'node:crypto';
import { createLog } from '@plat/shared/config/log';
import type { PlatEvent } from '@plat/shared/events/cloud-event';
import type { TestSubgraph } from '@plat/shared/testing/test-subgraph';
import { appendToAuditLog } from '../src/audit-log/audit-log.append';
import type { AuditKeys } from '../src/audit-log/audit-log.key';

/** What all test databases of crm are chained with. */
export const AUDIT_KEYS: AuditKeys = { key: Buffer.alloc(32, 'audit'), former: [] };

/** An event as a service delivers it; something that nobody did, unless more is said. */
export const anEvent = (values: Partial<PlatEvent> = {}): PlatEvent => ({
  id: randomUUID(),
  source: 'documents',
  seq: '1',
  type: 'document.created',
  subjectType: 'Document',
  subjectId: randomUUID(),
  actorUserId: null,
  occurredAt: new Date(),
  payload: {},
  ...values,
});

/** Writes events into the audit log, as their delivery does. @returns their ids, which are those of the entries */
export async function audited(crm: Pick<TestSubgraph, 'given'>, ...events: readonly PlatEvent[]): Promise<string[]> {
  await crm.given((db) => appendToAuditLog(AUDIT_KEYS.key).batch(events, { db, log: createLog('crm', 'silent') }));
  return events.map(({ id }) => id);
}
