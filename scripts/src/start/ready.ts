import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_ACCOUNTS } from '@plat/crm/seed';
import { type DatabaseUrls, SERVICES } from '@plat/shared/database/service';
import { QUERY } from './demo-query';

/** What a start has to tell once everything answers. */
export interface Ready {
  readonly gateway: string;
  readonly urls: DatabaseUrls;
  /** Whether the demo users can sign in; a database of somebody's own has none. */
  readonly hasDemo: boolean;
  readonly pids: readonly number[];
  readonly seconds: number;
}

const fileIn = (directory: string) => join(directory, 'ready.json');

/** Tells scripts that everything answers, in one step, so that nobody reads half of it; it holds passwords, so only its owner reads it. */
export function writeReady(directory: string, { gateway, urls, hasDemo, pids }: Ready): void {
  const roleUrls = (kind: 'app' | 'owner') => Object.fromEntries(SERVICES.map((service) => [service, urls[service][kind]]));
  const ready = {
    graphql: `${gateway}/graphql`,
    playground: `${gateway}/`,
    users: hasDemo ? DEMO_ACCOUNTS : [],
    databases: roleUrls('app'),
    ownerDatabases: roleUrls('owner'),
    pids,
  };
  const file = fileIn(directory);
  writeFileSync(`${file}.new`, `${JSON.stringify(ready, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export const removeReady = (directory: string): void => rmSync(fileIn(directory), { force: true });

/** Tells the person in front of the terminal. */
export function printReady({ gateway, hasDemo, seconds }: Ready): void {
  const width = Math.max(...DEMO_ACCOUNTS.map(({ email }) => email.length));
  const users = DEMO_ACCOUNTS.map(({ email, password, role }) => `  ${email.padEnd(width)}  ${password.padEnd(22)}  ${role}`);
  console.log(
    [
      '',
      `Plat is up (${seconds.toFixed(1)} s).`,
      '',
      `  Playground  ${gateway}/`,
      `  GraphQL     ${gateway}/graphql`,
      '',
      ...(hasDemo ? ['Sign in as one of', ...users, '', 'and try', `  ${QUERY}`, ''] : []),
      'Ctrl-C stops everything; the data stay.',
      '',
    ].join('\n'),
  );
}
