import 'reflect-metadata';
import { readConfig } from '@plat/gateway/config';
import { startGateway } from '@plat/gateway/gateway';
import { endWithParent } from '@plat/shared/config/end-with-parent';

/** The gateway as its own main starts it, but without a playground, which would have to be built. */
async function main(): Promise<void> {
  endWithParent();
  const { url } = await startGateway(readConfig(process.env), {});
  process.send?.({ listening: url });
}

void main();
