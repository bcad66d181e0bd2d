import { badInput } from '@plat/shared/errors/plat-error';
import type { OutboundTargets } from '@plat/shared/outbound/outbound-target';
import { typeFault } from './webhook.event-types';
import type { CreateWebhookInput } from './webhook.input';

const MAX_URL = 2_048;
const MAX_DESCRIPTION = 255;
const MAX_TYPES = 50;
const MAX_TYPE = 100;
const TYPE = /^(\*|[a-z][a-z0-9_]*\.(\*|[a-z][a-z0-9_]*))$/;
const FORM = 'must look like property.created, property.* or *';

/** All faults of an input at once; the database's checks stand behind. @throws PlatError BAD_USER_INPUT */
export async function checkWebhook(targets: OutboundTargets, input: Partial<CreateWebhookInput>): Promise<void> {
  const { url, description, eventTypes } = input;
  const faults: Record<string, string> = {};
  if (url !== undefined) {
    const fault = url === null ? 'must not be null; leave it out' : await urlFault(targets, url);
    if (fault) faults['input.url'] = fault;
  }
  if (description && [...description].length > MAX_DESCRIPTION)
    faults['input.description'] = `must have at most ${MAX_DESCRIPTION} characters`;
  if (eventTypes === null) faults['input.eventTypes'] = 'must not be null; leave it out';
  else if (eventTypes && (eventTypes.length === 0 || eventTypes.length > MAX_TYPES))
    faults['input.eventTypes'] = `must be 1 to ${MAX_TYPES} types of events`;
  eventTypes?.slice(0, MAX_TYPES).forEach((type, index) => {
    const fault = type.length > MAX_TYPE || !TYPE.test(type) ? FORM : typeFault(type);
    if (fault) faults[`input.eventTypes.${index}`] = fault;
  });
  if (Object.keys(faults).length) throw badInput(faults);
}

const urlFault = (targets: OutboundTargets, url: string): string | undefined | Promise<string | undefined> =>
  url.length > MAX_URL ? `must have at most ${MAX_URL} characters` : targets.resolvedFault(url);
