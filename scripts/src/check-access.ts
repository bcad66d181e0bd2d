import { collectScores } from './collect-scores';

/** A line of what shared/src/testing/report-score.ts writes. */
interface Score {
  readonly service: string;
  readonly inputs: number;
  readonly bad: number;
}

/** Fewer cells than this, and the sweep has lost sight of something. */
const FLOOR = 5_000;

/**
 * `npm run check:access`: asks every root field, every field, every reference and every mutation of the five services as
 * everybody, and prints how many cells it tried and how many answered otherwise than the policies declare.
 */
function main(): void {
  const { scores, status, stderr } = collectScores<Score>('PLAT_SWEEP_SCORES', 'sweep\\.test');
  for (const { service, inputs, bad } of [...scores].sort((a, b) => a.service.localeCompare(b.service)))
    console.log(JSON.stringify({ service, inputs, bad }));
  const inputs = scores.reduce((sum, score) => sum + score.inputs, 0);
  const bad = scores.reduce((sum, score) => sum + score.bad, 0);
  console.log(JSON.stringify({ service: 'all', inputs, bad }));
  if (status !== 0) console.error(stderr);
  process.exitCode = status === 0 && bad === 0 && inputs >= FLOOR ? 0 : 1;
}

main();
