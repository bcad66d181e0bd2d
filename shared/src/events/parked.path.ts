import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { forbidden } from '../errors/plat-error';
import { type InternalCall, type InternalPath, type InternalPaths, internalPath } from '../graphql/internal-path';
import { Events } from './events';
import { listParked, parkedChoice, parkedQuestion, readBacklog, redeliverParked, skipChoice, skipParked } from './parked-events';

/** Where crm asks a service about the events that it cannot get rid of, for an administrator. */
export const PARKED_PATHS = {
  list: '/internal/parked-events',
  backlog: '/internal/event-backlog',
  redeliver: '/internal/parked-events/redeliver',
  skip: '/internal/parked-events/skip',
} as const;

type Work<Input> = (db: EntityManager, input: Input, events: Events) => Promise<object>;

/** As the system, because the tables of delivery are open to nobody else: crm vouches for whom it asks, and this looks again. */
const forAdmins = <Input>(schema: z.ZodType<Input>, work: Work<Input>): InternalPath =>
  internalPath({
    method: 'POST',
    callers: ['crm'],
    schema,
    answer: async (input, { viewer, origin, asSystem }: InternalCall) => {
      if (!viewer.isAdmin) throw forbidden('Only administrators look after events.');
      return asSystem((db) => work(db, input, new Events({ db, viewer, origin })));
    },
  });

export const parkedPaths: InternalPaths = {
  [PARKED_PATHS.list]: forAdmins(parkedQuestion, listParked),
  [PARKED_PATHS.backlog]: forAdmins(z.object({}), readBacklog),
  [PARKED_PATHS.redeliver]: forAdmins(parkedChoice, (db, choice, events) => redeliverParked(db, events, choice)),
  [PARKED_PATHS.skip]: forAdmins(skipChoice, (db, choice, events) => skipParked(db, events, choice)),
};
