import 'reflect-metadata';
import { SERVICES } from '@plat/shared/database/service';
import { EVENTS, type Trial, tryRevocation } from './attack/revocation';
import { withStack } from './attack/stack';
import { runCommand } from './command';

const PROMISE_MS = 1_000;
const AT_ONCE = 6;

const percentile = (sorted: readonly number[], part: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);

/**
 * `npm run check:revoke`: takes rights back in every way there is, for each service, with tokens that were let in before
 * and with new ones, and prints as one line of JSON how many ways in there were, how many were open after a second, and
 * how many milliseconds it took until they were shut.
 */
void runCommand(async () => {
  const cases = Object.keys(EVENTS).flatMap((event) =>
    SERVICES.flatMap((service) => [true, false].map((wasSeen) => ({ event, service, wasSeen, promiseMs: PROMISE_MS }))),
  );
  const trials: Trial[] = [];
  await withStack(async (stack) => {
    for (let at = 0; at < cases.length; at += AT_ONCE) {
      const done = await Promise.all(cases.slice(at, at + AT_ONCE).map((one) => tryRevocation(stack, one)));
      trials.push(...done.flat());
    }
  });
  const bad = trials.filter(({ fault }) => fault);
  for (const { name, fault } of bad) console.error(`${name}: ${fault}`);
  const times = trials.map(({ ms }) => ms).sort((a, b) => a - b);
  const [p50, p95, max] = [percentile(times, 0.5), percentile(times, 0.95), percentile(times, 1)];
  console.log(JSON.stringify({ inputs: trials.length, bad: bad.length, p50, p95, max }));
  if (bad.length > 0) process.exitCode = 1;
});
