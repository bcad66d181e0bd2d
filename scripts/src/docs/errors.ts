import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '@plat/shared/database/setup-error';
import { ERROR_CODES } from '@plat/shared/errors/error-codes';
import { runCommand } from '../command';
import { readmeFaults } from './subgraph-readmes';

const FILE = join(__dirname, '../../../docs/errors.md');

/** The page on errors, out of the table that the code answers with. */
export const errorsPage = (): string =>
  [
    '# Errors',
    '',
    'Generated from `shared/src/errors/error-codes.ts` by `npm run docs`; edit the table there.',
    '',
    'Every error carries `extensions.code` from this table and `extensions.requestId`, under which the log has the whole story. The HTTP status is that of a request that fails as a whole; an operation that fails in part answers 200 with data and errors.',
    '',
    '| code | HTTP | what it means | what to do |',
    '|---|---|---|---|',
    ...Object.entries(ERROR_CODES).map(([code, { status, meaning, remedy }]) => `| \`${code}\` | ${status} | ${meaning} | ${remedy} |`),
    '',
  ].join('\n');

if (require.main === module) {
  void runCommand(async () => {
    if (!process.argv.includes('--check')) return writeFileSync(FILE, errorsPage());
    if (readFileSync(FILE, 'utf8') !== errorsPage()) throw new SetupError('docs/errors.md is stale: run "npm run docs" and commit it.');
    const faults = readmeFaults();
    if (faults.length > 0) throw new SetupError(faults.join('\n'));
    console.log('docs/errors.md is what the table says, and the READMEs name the events of their services.');
  });
}
