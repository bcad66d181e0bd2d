import { appendFileSync } from 'node:fs';
import type { MutationScore } from './row-wall';

/** Where `npm run walls` collects what each service's walls came to. */
export const SCORE_FILE = 'PLAT_WALL_SCORES';

/** Hands a score to the command that adds them up; a plain test run keeps it to its assertions. */
export function reportScore(name: string, { killed, total, survivors }: MutationScore): void {
  const file = process.env[SCORE_FILE];
  if (file) appendFileSync(file, `${JSON.stringify({ name, killed, total, survivors })}\n`);
}
