import 'reflect-metadata';
import { attackDirectly } from './attack/direct';
import { withStack } from './attack/stack';
import { runCommand } from './command';

/**
 * `npm run check:direct`: asks all five services past the gateway, without a token and with every kind of forged one,
 * and prints as one line of JSON how many attempts there were, and how many were not refused.
 */
void runCommand(async () => {
  const { inputs, bad } = await withStack(attackDirectly);
  for (const one of bad) console.error(one);
  console.log(JSON.stringify({ inputs, bad: bad.length }));
  if (bad.length > 0) process.exitCode = 1;
});
