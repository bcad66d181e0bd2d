import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** What test files handed in, and how the run ended. */
export interface Collected<T> {
  readonly scores: readonly T[];
  readonly status: number | null;
  readonly stderr: string;
}

/** Runs the test files of a name and collects the lines that they append. @param variable says where, to shared/src/testing/report-score.ts */
export function collectScores<T>(variable: string, pattern: string): Collected<T> {
  const folder = mkdtempSync(join(tmpdir(), 'plat-scores-'));
  const file = join(folder, 'scores.jsonl');
  try {
    const { status, stderr } = spawnSync(
      process.execPath,
      [require.resolve('jest/bin/jest'), '-c', 'jest.config.cjs', '--testPathPatterns', pattern],
      { cwd: ROOT, encoding: 'utf8', env: { ...process.env, [variable]: file } },
    );
    const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
    return { scores: text ? text.split('\n').map((line) => JSON.parse(line) as T) : [], status, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
