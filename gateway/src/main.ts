import { endWithParent } from '@plat/shared/config/end-with-parent';
import closeWithGrace from 'close-with-grace';
import { readConfig } from './config';
import { startGateway } from './gateway';
import { playgroundDirectory } from './playground/playground-assets';

async function main(): Promise<void> {
  endWithParent();
  try {
    const gateway = await startGateway(readConfig(process.env), { playgroundDirectory });
    if (process.connected) process.send?.({ listening: gateway.url });
    closeWithGrace({ delay: 10_000 }, () => gateway.stop());
  } catch (error) {
    console.error(`gateway: ${(error as Error).message}`);
    process.exit(1);
  }
}

void main();
