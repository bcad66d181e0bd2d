import closeWithGrace from 'close-with-grace';
import { readGenericConfig } from './config';
import { startGenericGateway } from './generic-gateway';

async function main(): Promise<void> {
  try {
    const gateway = await startGenericGateway(readGenericConfig(process.argv.slice(2), process.env));
    console.log(`The supergraph is served at ${gateway.url}/graphql`);
    closeWithGrace({ delay: 10_000 }, () => gateway.stop());
  } catch (error) {
    console.error(`gateway: ${(error as Error).message}`);
    process.exit(1);
  }
}

void main();
