import { collectScores } from './collect-scores';

/** A line of what shared/src/testing/report-check.ts writes. */
interface CheckFigures {
  readonly inputs: number;
  readonly bad: number;
}

/**
 * `npm run check:<name>`: runs test files at the size of the promise and prints their figures, one JSON line each, and
 * their sum where there are several. Exit code 1 when a test fails, an answer was bad, or less was tried than the floor.
 */
function main([pattern, floor = '1']: readonly string[]): void {
  if (!pattern) throw new Error('Name the test file whose promise is to be checked.');
  const { scores: figures, status, stderr } = collectScores<CheckFigures>('PLAT_CHECK_FIGURES', pattern);
  for (const one of figures) console.log(JSON.stringify(one));
  const sum = (name: 'inputs' | 'bad') => figures.reduce((total, one) => total + one[name], 0);
  if (figures.length > 1) console.log(JSON.stringify({ check: 'all', inputs: sum('inputs'), bad: sum('bad') }));
  if (status !== 0) console.error(stderr);
  const isKept = status === 0 && figures.every(({ inputs, bad }) => inputs > 0 && bad === 0) && sum('inputs') >= Number(floor);
  process.exitCode = isKept ? 0 : 1;
}

main(process.argv.slice(2));
