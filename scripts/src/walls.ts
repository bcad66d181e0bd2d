import { collectScores } from './collect-scores';

/** A line of what shared/src/testing/report-score.ts writes. */
interface Score {
  readonly name: string;
  readonly killed: number;
  readonly total: number;
  readonly survivors: readonly string[];
}

/**
 * `npm run walls`: weakens each policy of row level security, each function of the database that they ask, and each
 * function of the policies in code, one at a time, and prints how many of these mutants the suites of the two walls
 * notice. Exit code 1 when one survives.
 */
function main(): void {
  const { scores, status, stderr } = collectScores<Score>('PLAT_WALL_SCORES', 'walls\\.test');
  for (const { name, killed, total, survivors } of [...scores].sort((a, b) => a.name.localeCompare(b.name))) {
    console.log(`${name.padEnd(60)} ${killed}/${total}${survivors.length ? `  survived: ${survivors.join(', ')}` : ''}`);
  }
  const killed = scores.reduce((sum, score) => sum + score.killed, 0);
  const total = scores.reduce((sum, score) => sum + score.total, 0);
  console.log(`killed ${killed}/${total}`);
  if (status !== 0) console.error(stderr);
  process.exitCode = status === 0 && total > 0 && killed === total ? 0 : 1;
}

main();
