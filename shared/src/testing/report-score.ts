import { appendFileSync } from 'node:fs';
import type { MutationScore } from './row-wall';

/** Where `npm run walls` collects what each service's walls came to. */
export const SCORE_FILE = 'PLAT_WALL_SCORES';

/** Hands a score to the command that adds them up; a plain test run keeps it to its assertions. */
export function reportScore(name: string, { killed, total, survivors }: MutationScore): void {
  const file = process.env[SCORE_FILE];
  if (file) appendFileSync(file, `${JSON.stringify({ name, killed, total, survivors })}\n`);
}

/** Where `npm run check:access` collects what each service's sweep came to. */
export const SWEEP_FILE = 'PLAT_SWEEP_SCORES';

/** The same for a sweep: how many cells it tried, and how many came out otherwise than declared. */
export function reportSweep(service: string, { inputs, bad }: { inputs: number; bad: number }): void {
  const file = process.env[SWEEP_FILE];
  if (file) appendFileSync(file, `${JSON.stringify({ service, inputs, bad })}\n`);
}
