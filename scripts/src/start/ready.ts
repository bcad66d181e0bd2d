import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_ACCOUNTS } from '@plat/crm/seed';
import { type DatabaseUrls, SERVICES, type ServiceName } from '@plat/shared/database/service';
import { QUERY } from './demo-query';

/** What a start has to tell once everything answers. */
export interface Ready {
  readonly gateway: string;
  readonly urls: DatabaseUrls;
  /** The port of each. */
  readonly services: Readonly<Record<ServiceName, number>>;
  /** Whether the demo users can sign in; a database of somebody's own has none. */
  readonly hasDemo: boolean;
  readonly pids: readonly number[];
  readonly seconds: number;
}

type ByService = Readonly<Record<ServiceName, string>>;

/** What scripts read: passwords among it. */
export interface ReadyFile {
  readonly graphql: string;
  readonly playground: string;
  readonly users: readonly { readonly email: string; readonly password: string; readonly role: string }[];
  /** Of the application roles. */
  readonly databases: ByService;
  readonly ownerDatabases: ByService;
  readonly systemDatabases: ByService;
  /** Where each service listens. */
  readonly services: ByService;
  /** The start itself comes first. */
  readonly pids: readonly number[];
}

const fileIn = (directory: string) => join(directory, 'ready.json');

/** Tells scripts that everything answers, in one step, so that nobody reads half of it; it holds passwords, so only its owner reads it. */
export function writeReady(directory: string, { gateway, urls, services, hasDemo, pids }: Ready): void {
  const byService = (of: (service: ServiceName) => string) => Object.fromEntries(SERVICES.map((one) => [one, of(one)])) as ByService;
  const ready: ReadyFile = {
    graphql: `${gateway}/graphql`,
    playground: `${gateway}/`,
    users: hasDemo ? DEMO_ACCOUNTS : [],
    databases: byService((service) => urls[service].app),
    ownerDatabases: byService((service) => urls[service].owner),
    systemDatabases: byService((service) => urls[service].system),
    services: byService((service) => `http://127.0.0.1:${services[service]}`),
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
