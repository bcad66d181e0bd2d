import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SetupError } from '@plat/shared/database/setup-error';
import { ERROR_CODES } from '@plat/shared/errors/error-codes';
import { runCommand } from '../command';
import { EVENT_TYPES_FILE, eventTypesModule } from './event-types';
import { readmeFaults } from './subgraph-readmes';

const ROOT = join(__dirname, '../../..');
const FILE = join(ROOT, 'docs/errors.md');

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
    const generated = [
      [FILE, errorsPage()],
      [EVENT_TYPES_FILE, eventTypesModule()],
    ] as const;
    if (!process.argv.includes('--check')) {
      for (const [file, text] of generated) writeFileSync(file, text);
      return;
    }
    const stale = generated
      .filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text)
      .map(([file]) => relative(ROOT, file));
    if (stale.length > 0)
      throw new SetupError(`${stale.join(' and ')}: not what the code makes of it; run "npm run docs" and commit that.`);
    const faults = readmeFaults();
    if (faults.length > 0) throw new SetupError(faults.join('\n'));
    console.log('docs/errors.md is what the table says, and the READMEs and event-types.ts name the events of the services.');
  });
}
