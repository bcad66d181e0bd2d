import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** A line of what shared/src/testing/report-score.ts writes. */
interface Score {
  readonly name: string;
  readonly killed: number;
  readonly total: number;
  readonly survivors: readonly string[];
}

/**
 * `npm run walls`: weakens each policy of row level security and each `visible…` in code, one at a time, and prints how
 * many of these mutants the suites of the two walls notice. Exit code 1 when one survives.
 */
function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'plat-walls-'));
  const file = join(folder, 'scores.jsonl');
  try {
    const { status, stderr } = spawnSync(
      process.execPath,
      [require.resolve('jest/bin/jest'), '-c', 'jest.config.cjs', '--testPathPatterns', 'walls'],
      {
        cwd: ROOT,
        encoding: 'utf8',
        env: { ...process.env, PLAT_WALL_SCORES: file },
      },
    );
    const scores = existsSync(file)
      ? readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Score)
      : [];
    for (const { name, killed, total, survivors } of scores.sort((a, b) => a.name.localeCompare(b.name))) {
      console.log(`${name.padEnd(44)} ${killed}/${total}${survivors.length ? `  survived: ${survivors.join(', ')}` : ''}`);
    }
    const killed = scores.reduce((sum, score) => sum + score.killed, 0);
    const total = scores.reduce((sum, score) => sum + score.total, 0);
    console.log(`killed ${killed}/${total}`);
    if (status !== 0) console.error(stderr);
    process.exitCode = status === 0 && total > 0 && killed === total ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
