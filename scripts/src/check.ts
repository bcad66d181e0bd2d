import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECK_FILE, type CheckFigures } from '@plat/shared/testing/report-check';

const ROOT = join(__dirname, '../..');

/**
 * `npm run check:<name>`: runs test files at the size of the promise and prints their figures, one JSON line each. Exit
 * code 1 when a test fails, an answer was bad, or nothing was tried.
 */
function main([pattern]: readonly string[]): void {
  if (!pattern) throw new Error('Name the test file whose promise is to be checked.');
  const folder = mkdtempSync(join(tmpdir(), 'plat-check-'));
  const file = join(folder, 'figures.jsonl');
  try {
    const args = [require.resolve('jest/bin/jest'), '-c', 'jest.config.cjs', '--testPathPatterns', pattern];
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, [CHECK_FILE]: file },
    });
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    for (const line of lines) console.log(line);
    const figures = lines.map((line) => JSON.parse(line) as CheckFigures);
    if (status !== 0) console.error(stderr);
    const isKept = status === 0 && figures.length > 0 && figures.every(({ inputs, bad }) => inputs > 0 && bad === 0);
    process.exitCode = isKept ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main(process.argv.slice(2));
