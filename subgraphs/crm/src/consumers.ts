import type { Consumers } from '@plat/shared/events/consumer';
import { enqueueWebhooks } from './webhook-delivery/webhook-event.consumer';

/** What crm does about events, its own and others', by subscription. @param clock what time it is */
export const crmConsumers = (clock: () => Date): Consumers => ({ '*': [enqueueWebhooks(clock)] });
