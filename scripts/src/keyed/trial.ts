import { withClient } from '@plat/shared/database/admin-client';
import type { DatabaseUrls } from '@plat/shared/database/service';
import { anAdministrator } from '../processes/administrator';
import { chanceFrom } from '../processes/chance';
import { type TrialGround, trialEnvironments } from '../processes/installation';
import { type Actor, type Living, Stage } from '../processes/stage';
import { Client } from './client';
import { breakThings, type Damage } from './faults';
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
/** The services that these works reach, and the gateway. */
const ACTORS = ['crm', 'builds', 'exchanges', 'gateway'] as const;

/** Somebody to have projects and exchanges, and users whose plans are set, or who are deleted. */
const people = ({ crm }: DatabaseUrls, users: number): Promise<Given> =>
  withClient(crm.system, async (client) => {
    const { rows: clients } = await client.query<{ id: string }>(`INSERT INTO clients (name) VALUES ('Keyed') RETURNING id`);
    const { rows: contacts } = await client.query<{ id: string }>(
      `INSERT INTO contacts (email, type) SELECT gen_random_uuid() || '@example.com', 'OTHER' FROM generate_series(1, 2) RETURNING id`,
    );
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO users (username, email, password_hash) SELECT name, name || '@example.com', 'none'
        FROM generate_series(1, $1) n, LATERAL (SELECT gen_random_uuid()::text || left(n::text, 0) AS name) named RETURNING id`,
      [users],
    );
    return {
      client: clients[0]?.id as string,
      contact: contacts[0]?.id as string,
      coordinator: contacts[1]?.id as string,
      users: rows.map(({ id }) => id),
    };
  });

/**
 * Has clients carry out keyed mutations through a gateway, while processes are killed and connections cut under them.
 * Everybody tries again with the same key until there is an answer; then the databases are compared with the answers.
 * @param ground of which the databases of crm, builds and exchanges are used
 */
export async function tryKeys(ground: TrialGround, { works, kills, seed, here = {} }: TrialOptions): Promise<Outcome> {
  const { urls } = ground;
  const given = await people(urls, usersFor(works));
  const admin = await anAdministrator(urls.crm);
  const environments = await trialEnvironments(ground, { RUN_JOBS: 'off' });
  const chance = chanceFrom(seed);
  const mortal = ACTORS.filter((actor) => !(actor in here));
  const deaths = Array.from({ length: kills }, () => mortal[Math.floor(chance() * mortal.length)] as Actor);
  const stage = await Stage.start(environments, { mortal, deaths, here });
  try {
    const client = new Client({ url: stage.url, ...admin, chance });
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
      breakThings({ stage, urls, chance }, { works, deaths }, reached),
      ...Array.from({ length: AT_ONCE }, worker),
    ]);
    return { works: done.length, ...client.counts, ...damage, ...(await judge(urls, done)) };
  } finally {
    await stage.stop();
  }
}
