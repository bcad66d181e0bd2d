import { randomUUID } from 'node:crypto';
import { hashPassword } from '@plat/crm/session/password';
import { withClient } from '@plat/shared/database/admin-client';
import type { DatabaseUrls } from '@plat/shared/database/service';
import { environmentsOf } from '../start/environments';
import { settlePorts } from '../start/free-ports';
import { provideKeys } from '../start/keys';
import { readOptions } from '../start/options';
import { chanceFrom } from './chance';
import { Client } from './client';
import { breakThings, type Damage } from './faults';
import { ACTORS, type Actor, type Living, Stage } from './stage';
import { type Done, judge, type Verdict } from './verdict';
import { type Given, usersFor, workOf } from './works';

/** How much is tried, and from which seed. */
export interface TrialOptions {
  readonly works: number;
  readonly kills: number;
  readonly seed: number;
  /** Who lives in this process and is not killed; nobody unless given. */
  readonly here?: Living;
}

export type Outcome = Verdict & Damage & Client['counts'] & { readonly works: number };

const AT_ONCE = 16;
const ANY_PORT = { PORT: '0', CRM_PORT: '0', DOCUMENTS_PORT: '0', SYNC_PORT: '0', BUILDS_PORT: '0', EXCHANGES_PORT: '0' };
const PASSWORD = 'a password of the trial';

/** An administrator who signs in, somebody to have projects and exchanges, and users whose plans are set, or who are deleted. */
const people = async ({ crm }: DatabaseUrls, users: number) => {
  const email = `${randomUUID()}@example.com`;
  const passwordHash = await hashPassword(PASSWORD);
  return withClient(crm.system, async (client) => {
    await client.query(
      `WITH made AS (INSERT INTO users (username, email, password_hash, role) VALUES (gen_random_uuid(), $1, $2, 'ADMIN') RETURNING id, email)
        INSERT INTO email_verifications (user_id, email, verified_at) SELECT id, email, now() FROM made`,
      [email, passwordHash],
    );
    const { rows: clients } = await client.query<{ id: string }>(`INSERT INTO clients (name) VALUES ('Keyed') RETURNING id`);
    const { rows: contacts } = await client.query<{ id: string }>(
      `INSERT INTO contacts (email, type) SELECT gen_random_uuid() || '@example.com', 'OTHER' FROM generate_series(1, 2) RETURNING id`,
    );
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO users (username, email, password_hash) SELECT name, name || '@example.com', 'none'
        FROM generate_series(1, $1) n, LATERAL (SELECT gen_random_uuid()::text || left(n::text, 0) AS name) named RETURNING id`,
      [users],
    );
    const given: Given = {
      client: clients[0]?.id as string,
      contact: contacts[0]?.id as string,
      coordinator: contacts[1]?.id as string,
      users: rows.map(({ id }) => id),
    };
    return { email, given };
  });
};

/**
 * Has clients carry out keyed mutations through a gateway, while processes are killed and connections cut under them.
 * Everybody tries again with the same key until there is an answer; then the databases are compared with the answers.
 * @param urls migrated databases, of which those of crm, builds and exchanges are used @param directory for the keys of the processes
 */
export async function tryKeys(urls: DatabaseUrls, directory: string, { works, kills, seed, here = {} }: TrialOptions): Promise<Outcome> {
  const { email, given } = await people(urls, usersFor(works));
  const options = await settlePorts(readOptions([], { ...ANY_PORT, PLAT_DIRECTORY: directory }, directory));
  const environments = environmentsOf(options, provideKeys(directory, {}).keys, urls, { LOG_LEVEL: 'silent', RUN_JOBS: 'off' });
  const chance = chanceFrom(seed);
  const mortal = ACTORS.filter((actor) => !(actor in here));
  const deaths = Array.from({ length: kills }, () => mortal[Math.floor(chance() * mortal.length)] as Actor);
  const stage = await Stage.start(environments, deaths, here);
  try {
    const client = new Client({ url: stage.url, email, password: PASSWORD, chance });
    const done: Done[] = [];
    const waiting: { readonly at: number; readonly go: () => void }[] = [];
    let next = 0;
    const worker = async () => {
      while (next < works) {
        const work = workOf(next++, given);
        done.push({ work, told: await client.carryOut(work) });
        for (const { at, go } of waiting) if (done.length >= at) go();
      }
    };
    const reached = (at: number) =>
      new Promise<void>((go) => {
        if (done.length >= at) go();
        else waiting.push({ at, go });
      });
    const [damage] = await Promise.all([
      breakThings({ stage, urls, chance }, { works, kills }, reached),
      ...Array.from({ length: AT_ONCE }, worker),
    ]);
    return { works: done.length, ...client.counts, ...damage, ...(await judge(urls, done)) };
  } finally {
    await stage.stop();
  }
}
