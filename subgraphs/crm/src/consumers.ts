import type { Consumers } from '@plat/shared/events/consumer';
import { notify } from './notification/notification.consumer';

/** What crm does about events, its own and others', in this order. */
export const consumers: Consumers = { '*': [notify] };
