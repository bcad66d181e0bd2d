import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { endWithParent } from '@plat/shared/config/end-with-parent';
import type { EventPoint } from '@plat/shared/events/event-faults';
import { listen } from '@plat/shared/graphql/serve';
import type { TrialConfig } from './trial-children';
import { type TrialService, trialService } from './trial-service';

/** What the trial says to one of its processes. */
export type TrialOrder =
  | { readonly start: TrialService; readonly config: TrialConfig }
  /** Die at this point, the next time that it is reached. */
  | { readonly dieAt: EventPoint };

endWithParent();
let dieAt: EventPoint | undefined;

const atEvents = (point: EventPoint): void => {
  if (point === dieAt) process.kill(process.pid, 'SIGKILL');
};

/** A process of a trial: it has everything loaded and waits, so that it takes the place of a killed one at once. */
process.on('message', async (order: TrialOrder) => {
  if ('dieAt' in order) dieAt = order.dieAt;
  else {
    const config = { ...order.config, cursorKey: randomBytes(32) };
    const { url } = await listen({ definition: trialService(order.start, atEvents), config });
    process.send?.({ listening: url });
  }
});
process.send?.({ ready: true });
