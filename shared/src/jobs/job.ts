import type { Logger } from 'pino';
import type { ServiceClient } from '../access/service-client';
import type { AsSystem } from '../database/system-database';

/** What a job may touch. Nobody asks for it, so there is no viewer; it reaches tables as the system. */
export interface JobContext {
  readonly asSystem: AsSystem;
  /** The other services. */
  readonly services: ServiceClient;
  readonly log: Logger;
  /** Aborted when the service stops: end what is in hand and return. Five seconds later the job is taken back and tried again. */
  readonly signal: AbortSignal;
}

/** Work behind a request's back. It may run twice, so doing it again changes nothing; if it throws, it is tried again later. */
export type Task = (payload: unknown, context: JobContext) => Promise<void>;

/** When a task runs by itself. */
export interface ScheduledTask {
  readonly task: string;
  /** Minute, hour, day, month and weekday as in a crontab, in UTC. Of several replicas, one runs it. */
  readonly at: string;
}

/** The jobs of a service. */
export interface Jobs {
  /** By name: noun and verb, as in `api_keys.check`. */
  readonly tasks: Readonly<Record<string, Task>>;
  readonly schedule?: readonly ScheduledTask[];
}

/** The jobs of several parts of a service as one. */
export const together = (...parts: readonly (Jobs | undefined)[]): Jobs => ({
  tasks: Object.assign({}, ...parts.map((jobs) => jobs?.tasks)),
  schedule: parts.flatMap((jobs) => jobs?.schedule ?? []),
});
