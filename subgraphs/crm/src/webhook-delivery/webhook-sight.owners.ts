import type { ServiceClient } from '@plat/shared/access/service-client';
import type { Viewer } from '@plat/shared/access/viewer';
import type { ServiceName } from '@plat/shared/database/service';
import { TARGETS } from '@plat/shared/references/cross-references';
import { ALSO_SEEN, EXISTS_PATH, existsAnswer, MAX_IDS, type SeenType } from '@plat/shared/references/existence';

/**
 * Other services' types of which they say who sees their rows. The money and the taxes of an exchange are not among them, as
 * they are for no access token: what leaves the graph by itself says nothing of them but to administrators.
 */
export const ASKED_TYPES = [
  'Document',
  'Exchange',
  'ExchangeMessage',
  'ExchangeParticipant',
  'ExchangeProperty',
  'ExchangeTask',
  'IdentificationNotice',
  'ParkingArrangement',
  'PropertyValuation',
  'Project',
  'Build',
  'Contributor',
] as const satisfies readonly SeenType[];

export const ownerOfType = (type: (typeof ASKED_TYPES)[number]): ServiceName =>
  type in ALSO_SEEN ? ALSO_SEEN[type as keyof typeof ALSO_SEEN] : TARGETS[type as keyof typeof TARGETS].service;

/** Of these rows of another service, those that it shows somebody. @throws PlatError UNAVAILABLE */
export type AskOwner = (service: ServiceName, type: SeenType, viewer: Viewer, ids: readonly string[]) => Promise<string[]>;

/** No longer than it may take until what was taken from somebody is closed to them. */
const KEPT_MS = 1_000;

/**
 * Asks the services that have the rows as the owner of the webhook, many rows at once. What they answered is good for a
 * second, for several webhooks of one owner and for one event after another of the same row.
 */
export function askOwners(services: ServiceClient, clock: () => Date): AskOwner {
  const answers = new Map<string, { readonly until: number; readonly isSeen: boolean }>();
  const ask = async (service: ServiceName, type: SeenType, viewer: Viewer, ids: readonly string[]) => {
    const found = new Set<string>();
    for (let at = 0; at < ids.length; at += MAX_IDS) {
      const question = { type, ids: ids.slice(at, at + MAX_IDS) };
      for (const id of (await services.call(service, EXISTS_PATH, viewer, question, existsAnswer)).ids) found.add(id);
    }
    return found;
  };
  return async (service, type, viewer, ids) => {
    const now = clock().getTime();
    for (const [key, { until }] of answers) if (until <= now) answers.delete(key);
    const keyOf = (id: string) => `${type} ${id} ${JSON.stringify(viewer.identity)}`;
    const fresh = ids.filter((id) => !answers.has(keyOf(id)));
    const found = await ask(service, type, viewer, fresh);
    for (const id of fresh) answers.set(keyOf(id), { until: now + KEPT_MS, isSeen: found.has(id) });
    return ids.filter((id) => answers.get(keyOf(id))?.isSeen);
  };
}
