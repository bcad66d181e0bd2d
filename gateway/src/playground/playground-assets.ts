import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** The same two levels up from src/playground and from dist/playground. */
const gateway = path.resolve(__dirname, '..', '..');

/** Where the build puts the page. */
export const playgroundDirectory = path.join(gateway, 'dist', 'playground');

/**
 * Builds the page unless the last build was of the same sources, and answers its directory.
 * For tests and development; in production the page is what `npm run build` made.
 */
export const ensurePlayground = async (): Promise<string> => {
  await promisify(execFile)(process.execPath, [path.join(gateway, 'scripts', 'build-playground.mjs'), '--if-stale']);
  return playgroundDirectory;
};
