import closeWithGrace from 'close-with-grace';
import { readConfig } from './config';
import { startGateway } from './gateway';
import { playgroundDirectory } from './playground/playground-assets';

async function main(): Promise<void> {
  try {
    const gateway = await startGateway(readConfig(process.env), { playgroundDirectory });
    if (process.connected) process.send?.({ listening: gateway.url });
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM')); // whoever started this process is gone
    closeWithGrace({ delay: 10_000 }, () => gateway.stop());
  } catch (error) {
    console.error(`gateway: ${(error as Error).message}`);
    process.exit(1);
  }
}

void main();
