import { isIP } from 'node:net';
import type { PlatEvent } from '@plat/shared/events/cloud-event';
import { isUuid } from '@plat/shared/graphql/scalars';
import { type HashedColumns, instant } from './audit-log.chain';
import { storable, storableText } from './storable';

/** A row before it has its place in the chain. */
export type Unchained = Omit<HashedColumns, 'previous_hash' | 'seq'>;

type Values = Record<string, unknown>;

const isValues = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isId = (value: unknown): value is string => isText(value) && isUuid(value);
const isAddress = (value: unknown): value is string => isText(value) && isIP(value) !== 0 && !value.includes('%');

/** The row of an event. What of its payload does not have the form of its column stays in the details under its own name. */
export function rowOf({ id, source, type, subjectType, subjectId, actorUserId, occurredAt, payload }: PlatEvent): Unchained {
  const rest = storable(payload) as Values;
  const entityId = subjectId && storableText(subjectId);
  const take = <T>(name: string, fits: (value: unknown) => value is T): T | null => {
    const value = rest[name];
    if (!fits(value)) return null;
    delete rest[name];
    return value;
  };
  const [before, after] = [take('old', isValues), take('new', isValues)];
  /** Named by the event, or by a column of its subject, or the subject itself. */
  const about = (reference: string, column: string, entity: string): string | null => {
    const own = subjectType === entity ? entityId : undefined;
    const found = take(reference, isId) ?? [after?.[column], before?.[column], own].find(isId);
    return found?.toLowerCase() ?? null;
  };
  const row = {
    event_id: id.toLowerCase(),
    source_subgraph: source,
    action: storableText(type),
    entity_type: storableText(subjectType),
    entity_id: entityId,
    old_values: before,
    new_values: after,
    ip_address: take('address', isAddress),
    user_agent: take('userAgent', isText),
    success: take('success', (value) => typeof value === 'boolean') ?? true,
    error_message: take('error', isText),
    session_id: take('session', isId)?.toLowerCase() ?? null,
    created_at: instant(occurredAt),
    actor_user_id: actorUserId?.toLowerCase() ?? null,
    about_exchange_id: about('exchangeId', 'exchange_id', 'Exchange'),
    about_contributor_id: about('contributorId', 'contributor_id', 'Contributor'),
  };
  return { ...row, details: Object.keys(rest).length > 0 ? rest : null };
}
