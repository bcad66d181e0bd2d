import 'reflect-metadata';
import { definition } from '@plat/exchanges/definition';
import { endWithParent } from '@plat/shared/config/end-with-parent';
import type { ServiceConfig } from '@plat/shared/config/service-config';
import { listen } from '@plat/shared/graphql/serve';
import { TRIAL_KEYS } from './trial-keys';

/** What the trial tells its service: all of its configuration, with the bytes of a key as text. */
export type LiveOrder = Omit<ServiceConfig, 'cursorKey'> & { readonly cursorKey: string };

endWithParent();

/** exchanges as it is, in a process of its own. */
process.once('message', async (order: LiveOrder) => {
  const { url } = await listen({
    definition: definition(TRIAL_KEYS),
    config: { ...order, cursorKey: Buffer.from(order.cursorKey, 'base64url') },
  });
  process.send?.({ listening: url });
});
