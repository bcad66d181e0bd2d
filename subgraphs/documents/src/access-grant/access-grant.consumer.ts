import type { GrantSubject } from '@plat/shared/access/grants';
import type { PlatEvent } from '@plat/shared/events/cloud-event';
import type { BatchHandler, Consumers, EventHandler } from '@plat/shared/events/consumer';
import { TARGETS, type TargetType } from '@plat/shared/references/cross-references';
import { noteDeleted } from '@plat/shared/references/deleted-subjects';
import { z } from 'zod';
import { endGrantsOf, endGrantsOn, type ToldGrant, tellGrants } from './access-grant.store';

/** Whom a thing is for: named when it is new, and when that changed; other changes leave it as it is. */
const holder =
  (type: GrantSubject, column: string, role: 'OWNER' | 'CLIENT'): EventHandler =>
  async (event, { db }) => {
    const subjectId = subjectOf(event);
    if (event.type.endsWith('.deleted')) return endGrantsOn(db, { type, id: subjectId }, event.seq);
    const named = event.payload.new?.[column];
    if (named === undefined) return;
    const principalId = z.guid().parse(named);
    await tellGrants(db, [{ type, subjectId, principalId, role, permissions: [], isActive: true, seq: event.seq }]);
  };

const participation = z.object({
  exchangeId: z.guid(),
  contactId: z.guid(),
  role: z.string(),
  rights: z.array(z.string()),
  isActive: z.boolean(),
});

/** One that went with its exchange tells the row that it was, and no more. */
const ended = z
  .object({ old: z.object({ exchange_id: z.guid(), contact_id: z.guid(), role: z.string() }) })
  .transform(({ old }) => ({ exchangeId: old.exchange_id, contactId: old.contact_id, role: old.role, rights: [], isActive: false }));

/**
 * Every event of a participation tells all of it, but for that it has lost something to which it referred: its rights stay.
 * Of several in a batch the last counts, and what else the batch ends is noted by then: see deleted_subjects.
 */
const participants: BatchHandler = {
  batch: async (events, { db }) => {
    const told = new Map<string, ToldGrant>();
    for (const { type, seq, source, payload } of events) {
      if (source !== TARGETS.Exchange.service || type.endsWith('.detached')) continue;
      const part = (type.endsWith('.deleted') ? ended : participation).parse(payload);
      const { exchangeId: subjectId, contactId: principalId, role, rights: permissions, isActive } = part;
      const key = [subjectId, principalId, role].join(' ').toLowerCase();
      told.set(key, { type: 'Exchange', subjectId, principalId, role, permissions, isActive, seq });
    }
    await tellGrants(db, [...told.values()]);
  },
};

const exchangeGone: EventHandler = (event, { db }) => endGrantsOn(db, { type: 'Exchange', id: subjectOf(event) }, event.seq);
/** What is noted already costs nothing; of contacts and clients, to which no document refers, only this notes it. */
const principalGone =
  (type: 'User' | 'Contact' | 'Client'): EventHandler =>
  async (event, { db }) => {
    await noteDeleted(db, type, subjectOf(event));
    await endGrantsOf(db, subjectOf(event));
  };

/** Nobody but the owner of a type tells of its rows. */
const from =
  (type: TargetType, handler: EventHandler): EventHandler =>
  async (event, context) => {
    if (event.source === TARGETS[type].service) await handler(event, context);
  };

const subjectOf = ({ subjectId }: PlatEvent): string => z.guid().parse(subjectId);

/** How what other services tell becomes grants. */
export const accessGrantConsumers: Consumers = {
  'property.*': [from('Property', holder('Property', 'user_id', 'OWNER'))],
  'lead.*': [from('Lead', holder('Lead', 'user_id', 'OWNER'))],
  'platform_link.*': [from('PlatformLink', holder('PlatformLink', 'user_id', 'OWNER'))],
  'project.*': [from('Project', holder('Project', 'client_id', 'CLIENT'))],
  'exchange_participant.*': [participants],
  'exchange.deleted': [from('Exchange', exchangeGone)],
  'user.deleted': [from('User', principalGone('User'))],
  'contact.deleted': [from('Contact', principalGone('Contact'))],
  'client.deleted': [from('Client', principalGone('Client'))],
};
