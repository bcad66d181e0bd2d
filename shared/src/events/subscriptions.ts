import { SERVICES, type ServiceName } from '../database/service';
import { endsThatMatterTo } from '../references/cross-references';

/** A type of event (`user.deleted`), all of a noun (`exchange_participant.*`), or all there are (`*`). */
export type EventPattern = '*' | `${string}.${string}`;

/**
 * Who is told of what, whoever records it: the one list of subscriptions. Each pattern has its handlers in the `consumers`
 * of the service's definition. The end of what a service refers to is told besides; see cross-references.ts.
 */
export const SUBSCRIPTIONS: Readonly<Record<ServiceName, readonly EventPattern[]>> = {
  crm: ['*'],
  documents: [
    'property.*',
    'lead.*',
    'platform_link.*',
    'project.*',
    'exchange_participant.*',
    'exchange.*',
    'exchange.deleted',
    'user.deleted',
    'contact.deleted',
    'client.deleted',
  ],
  sync: [],
  builds: [],
  exchanges: [],
};

/** Whether an event of this type is meant. */
export const matches = (pattern: string, type: string): boolean =>
  pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)));

/** All that a service is told of: what it subscribes to, and the end of whatever it refers to. */
export const patternsOf = (service: ServiceName): readonly EventPattern[] => [
  ...new Set<EventPattern>([...SUBSCRIPTIONS[service], ...endsThatMatterTo(service)]),
];

/** Who has to be told of an event of this type. */
export const subscribersOf = (type: string): ServiceName[] =>
  SERVICES.filter((service) => patternsOf(service).some((pattern) => matches(pattern, type)));
