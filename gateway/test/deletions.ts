import { expect } from '@jest/globals';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import { danglingReferences } from '../../scripts/src/deletions/references';
import type { TestStack } from './test-stack';

/** What tests of deletions do with a stack. */
export interface StackDeletions {
  /** Rows of a service, past all policies. */
  look(service: ServiceName, sql: string, ...values: unknown[]): Promise<Record<string, unknown>[]>;
  /** The id of the first row. */
  one(service: ServiceName, sql: string, ...values: unknown[]): Promise<string>;
  /** Deletes over the gateway. @param more further arguments, as they stand in the operation */
  remove(noun: string, id: string, token: string, more?: string): ReturnType<TestStack['ask']>;
  /** The code with which it was refused; undefined when it was not. */
  codeOf(answer: ReturnType<TestStack['ask']>): Promise<unknown>;
  /** Runs the jobs of all services until each has told and taken all there is: one's end may be the next one's beginning. */
  settle(services?: readonly ServiceName[]): Promise<void>;
  /** References to rows of other services that are not there, but for papers in the trash, as `table.column id`. */
  dangling(): Promise<string[]>;
}

export function deletionsOn(stack: TestStack): StackDeletions {
  const look: StackDeletions['look'] = (service, sql, ...values) => stack.lookInto(service, sql, values);
  return {
    look,
    one: async (service, sql, ...values) => String((await look(service, sql, ...values))[0]?.id),
    remove: (noun, id, token, more = '') => stack.ask(`mutation ($id: ID!) { delete${noun}(id: $id ${more}) { id } }`, { id }, token),
    codeOf: async (answer) => (await answer).errors?.[0]?.extensions?.code,
    settle: async (services = SERVICES) => {
      for (let left = true; left; ) {
        for (const service of services) await stack.subgraphs[service].runJobs();
        const waiting = services.map((service) =>
          look(
            service,
            `SELECT attempts, last_error FROM outbox_deliveries WHERE delivered_at IS NULL AND subscriber = ANY ($1)`,
            services,
          ),
        );
        const open = (await Promise.all(waiting)).flat();
        // What another transaction was in the way of counts no attempt, and comes again by itself.
        expect(open.filter(({ attempts }) => attempts !== 0)).toEqual([]);
        left = open.length > 0;
        const due = `UPDATE outbox_deliveries SET next_at = now() WHERE delivered_at IS NULL AND next_at > now() AND next_at < 'infinity'`;
        if (left) await Promise.all(services.map((service) => look(service, due)));
      }
    },
    dangling: () => danglingReferences(look),
  };
}
