import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '@plat/shared/database/admin-client';
import { Client } from '../keyed/client';
import { anAdministrator } from '../processes/administrator';
import { chanceFrom } from '../processes/chance';
import { type TrialGround, trialEnvironments } from '../processes/installation';
import { ACTORS, type Actor, type Living, Stage } from '../processes/stage';
import { type Killed, killInBetween } from './kills';
import { referencesTo } from './references';
import { deletionOf, makeParts, makeSubjects, type Part, type Subject, turnOf } from './subjects';
import { judge, type Verdict } from './verdict';
import { lookWith, settle } from './watch';

export interface DeletionTrial {
  /** How many of each kind are to be deleted; there are five. */
  readonly each: number;
  /** Who is killed, in this order; while crm is, deletions stop halfway, and whoever else stays away for a while. */
  readonly deaths: readonly Actor[];
  readonly seed: number;
  /** Who lives in this process and is not killed; nobody unless given. */
  readonly here?: Living;
}

export type DeletionFigures = Verdict & Killed & Pick<Client['counts'], 'attempts' | 'cuts'>;

/** How many promises were broken. */
export const faultsOf = ({ mistaken, unkept, half, untold, dangling, disordered, outdated, unsettled, heldUp }: DeletionFigures): number =>
  mistaken + unkept + half + untold + dangling + disordered + outdated + unsettled + heldUp;

/** What became of a deletion, as its client knows it. */
export interface Ended {
  readonly subject: Subject;
  /** Nothing when the client gave up after the first try that was not answered. */
  readonly told?: { readonly id: string } | 'unknown' | { readonly refused: string };
}

const AT_ONCE = 6;
const PARTS = 4;
const GIVE_UP_SHARE = 0.15;

/**
 * Deletes what other services refer to, while the processes of the services are killed between any two steps and come back,
 * and judges whether each deletion was carried out in all databases or in none.
 */
export async function tryDeletions(ground: TrialGround, { each, deaths, seed, here = {} }: DeletionTrial): Promise<DeletionFigures> {
  const { urls } = ground;
  const chance = chanceFrom(seed);
  const admin = await anAdministrator(urls.crm);
  const subjects = shuffled(await makeSubjects(urls, each), chance);
  const parts = await makeParts(urls, PARTS);
  const environments = await trialEnvironments(ground, { RUN_JOBS: 'on' });
  const look = lookWith(urls);
  const before = new Map(
    (await Promise.all((['User', 'Contact', 'Client'] as const).map((type) => referencesTo(look, type, idsOf(subjects, type))))).flatMap(
      (counts) => [...counts],
    ),
  );
  const stage = await Stage.start(environments, { mortal: ACTORS.filter((actor) => !(actor in here)), deaths, here });
  try {
    const client = new Client({ url: stage.url, ...admin, chance });
    const ended: Ended[] = [];
    const queue = [...subjects];
    const worker = async () => {
      for (let subject = queue.shift(); subject; subject = queue.shift()) {
        const deletion = deletionOf(subject);
        const told = chance() < GIVE_UP_SHARE ? await client.attempt(deletion) : await client.carryOut(deletion);
        ended.push({ subject, told: told?.gone });
      }
    };
    let isOver = false;
    const turner = async (part: Part) => {
      for (let n = 1; !isOver; n += 1) {
        await client.carryOut(turnOf(part, n));
        await sleep(chance() * 200);
      }
    };
    const turning = Promise.all(parts.map(turner));
    const [killed] = await Promise.all([
      killInBetween({ stage, look, urls, chance }, deaths, () => ended.length / subjects.length),
      ...Array.from({ length: AT_ONCE }, worker),
    ]).finally(() => {
      isOver = true;
    });
    await turning;
    // What the last of those who gave up has left; at other times it is done each minute.
    await withClient(urls.crm.system, (db) => db.query(`SELECT graphile_worker.add_job('deletions.take_back')`));
    const unsettled = await settle(look);
    const { attempts, cuts } = client.counts;
    return { ...(await judge(look, { ended, parts, before })), unsettled, ...killed, attempts, cuts };
  } finally {
    await stage.stop();
  }
}

const idsOf = (subjects: readonly Subject[], of: Subject['type']): string[] =>
  subjects.filter(({ type }) => type === of).map(({ id }) => id);

const shuffled = <T>(all: readonly T[], chance: () => number): T[] =>
  all
    .map((one) => ({ one, at: chance() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
