import 'reflect-metadata';
import { loadavg } from 'node:os';
import { bytesTrial } from './bytes/bytes-trial';
import { runCommand } from './command';
import { withMigrated } from './processes/installation';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const LEAST_RATIO = 0.7;
const MOST_GROWTH = 50 * MIB;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/**
 * `npm run measure:bytes`: sends a file of 1 GiB to the documents process over HTTP and fetches it, in turns with a bare
 * server of streams, and prints as one line of JSON the medians of several rounds: MiB a second of both, their ratio, and
 * how much memory the process took more. Exit code 1 below 0.7 of the bare server, or from 50 MiB on.
 */
void runCommand(async () => {
  const { uploads, downloads } = await withMigrated((ground) => bytesTrial(ground, { size: GIB, rounds: 5 }));
  const speed = (ms: number) => Math.round(GIB / MIB / (ms / 1_000));
  const told = (laps: typeof uploads) => ({
    speed: speed(median(laps.map(({ ms }) => ms))),
    bare: speed(median(laps.map(({ bareMs }) => bareMs))),
    ratio: Math.round(100 * median(laps.map(({ ms, bareMs }) => bareMs / ms))) / 100,
    grewMiB: Math.round(Math.max(...laps.map(({ grew }) => grew)) / MIB),
  });
  const figures = { upload: told(uploads), download: told(downloads) };
  console.log(JSON.stringify({ ...figures, load: Math.round(loadavg()[0] ?? 0) }));
  const isBad = Object.values(figures).some(({ ratio, grewMiB }) => ratio < LEAST_RATIO || grewMiB * MIB >= MOST_GROWTH);
  if (isBad) process.exitCode = 1;
});
