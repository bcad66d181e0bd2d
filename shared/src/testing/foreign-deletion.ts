import { randomUUID } from 'node:crypto';
import { NOBODY } from '../access/viewer';
import { EVENTS_PATH, type EventPayload, toCloudEvent } from '../events/cloud-event';
import type { Outcome } from '../events/consumer';
import type { InternalCall } from '../graphql/internal-path';
import { TARGETS, type TargetType } from '../references/cross-references';
import { REFERENCES_PATH, type Restriction } from '../references/restrictions';
import type { TestSubgraph } from './test-subgraph';

const callOf = (type: TargetType, { subgraph }: TestSubgraph): InternalCall =>
  subgraph.internalCall(TARGETS[type].service, NOBODY, { requestId: 'test' });

/** Asks a service under test what keeps something of another service, as its owner does. */
export async function restrictionsOf(service: TestSubgraph, type: TargetType, ids: readonly string[]): Promise<readonly Restriction[]> {
  const answer = await service.subgraph.internal[REFERENCES_PATH]?.answer({ type, ids }, callOf(type, service));
  return (answer as { references: Restriction[] }).references;
}

/** Tells a service under test that another one has deleted something. @returns the fault, if it did not take that */
export async function tellDeletion(
  service: TestSubgraph,
  type: TargetType,
  id: string,
  { actorUserId = null, payload = {} }: { actorUserId?: string | null; payload?: EventPayload } = {},
): Promise<string | undefined> {
  const { service: source, deleted } = TARGETS[type];
  const event = { id: randomUUID(), source, seq: '1', type: deleted, subjectType: type, subjectId: id, actorUserId, payload };
  const batch = [toCloudEvent({ ...event, occurredAt: new Date() })];
  const answer = await service.subgraph.internal[EVENTS_PATH]?.answer(batch, callOf(type, service));
  return (answer as { outcomes: Outcome[] }).outcomes[0]?.fault;
}
