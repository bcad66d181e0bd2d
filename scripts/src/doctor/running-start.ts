import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processStart } from '@plat/shared/database/process-identity';
import type { ReadyFile } from '../start/ready';
import { broken, type Finding, good, note } from './finding';

const PATIENCE_MS = 3_000;

const fileIn = (directory: string) => join(directory, 'ready.json');

/** What ready.json says, `undefined` when there is none, and `'unreadable'` when it is not what a start writes. */
export function readReady(directory: string): ReadyFile | 'unreadable' | undefined {
  try {
    const ready = JSON.parse(readFileSync(fileIn(directory), 'utf8')) as ReadyFile;
    return URL.canParse(ready.graphql) && Array.isArray(ready.pids) ? ready : 'unreadable';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'unreadable';
  }
}

/** Whether the start that wrote it still runs. */
export const isAlive = ({ pids }: ReadyFile): boolean => pids[0] !== undefined && processStart(pids[0]) !== undefined;

/** The JSON that an address answers within a few seconds, whatever its status; undefined when it does not. */
export async function answerOf(url: string, body?: object): Promise<unknown> {
  try {
    const post = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return await (await fetch(url, { ...post, signal: AbortSignal.timeout(PATIENCE_MS) })).json();
  } catch {
    return undefined;
  }
}

/** Whether the start that ready.json tells of is there, and its graph answers. */
export async function checkReady(directory: string): Promise<Finding> {
  const file = fileIn(directory);
  const ready = readReady(directory);
  if (!ready) return note('Plat is not running', 'npm start');
  if (ready === 'unreadable') return broken(`${file} cannot be read`, 'delete it; the next "npm start" writes it anew');
  if (!isAlive(ready)) return broken(`${file} tells of a start that was killed`, 'npm start, which writes it anew, or delete it');
  const answer = (await answerOf(ready.graphql, { query: '{ __typename }' })) as { data?: { __typename?: string } } | undefined;
  if (answer?.data?.__typename === 'Query') return good(`GraphQL answers at ${ready.graphql}`);
  return broken(
    `GraphQL does not answer at ${ready.graphql}, though process ${ready.pids[0]} runs`,
    'stop it with Ctrl-C, and "npm start" again',
  );
}
