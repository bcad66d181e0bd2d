import 'reflect-metadata';
import { endWithParent } from '@plat/shared/config/end-with-parent';

/** A process that loads an actor's code, and runs its main when it is told to: so it takes the place of a killed one at once. */
async function main([code, program, watch]: string[]): Promise<void> {
  endWithParent();
  if (watch) await import(watch);
  const begin = new Promise((resolve) => process.once('message', resolve));
  await import(code as string);
  await begin;
  await import(program as string);
}

void main(process.argv.slice(2));
