import { setTimeout as sleep } from 'node:timers/promises';
import { IDENTITY_HEADER } from '@plat/shared/access/identity-header';
import { IdentityIssuer } from '@plat/shared/access/identity-token';
import { ROLE_PERMISSIONS } from '@plat/shared/access/permissions';
import { Viewer } from '@plat/shared/access/viewer';
import { withClient } from '@plat/shared/database/admin-client';
import type { DatabaseUrls } from '@plat/shared/database/service';
import { lookWith } from '../deletions/watch';
import { anAdministrator } from '../processes/administrator';
import { type TrialGround, trialEnvironments } from '../processes/installation';
import { type Living, Stage } from '../processes/stage';
import { awaited, EFFECTS, type Effect, type Times, timesOf } from './effects';

export interface SpeedTrial {
  readonly perSecond: number;
  readonly seconds: number;
  /** How many events are recorded while crm is down. */
  readonly backlog: number;
  /** Who of the three lives in this process; nobody unless given. */
  readonly here?: Living;
}

export interface SpeedFigures {
  readonly inputs: number;
  /** The machine was too busy to commit them at this pace: then the times say nothing of delivery. */
  readonly notRecorded: number;
  /** How many a second were recorded in fact. */
  readonly pace: number;
  /** Effects that did not come within a minute. */
  readonly missing: number;
  /** Milliseconds from the commit of a change in exchanges to the commit of each of its effects. */
  readonly effects: Readonly<Record<Effect, Times>>;
  /** How many events of the backlog crm took in a second, and what of it was not taken within a minute. */
  readonly drainedPerSecond: number;
  readonly undrained: number;
}

/** Mutations of one request, each a transaction of its own. */
const AT_ONCE = 5;
const CONTACTS = 20;
const WARM = 200;

/**
 * Has exchanges, a process of its own, change what people may in exchanges at a pace, and measures when crm has that in the audit log and in
 * the inbox of the person, and documents in its grants. PostgreSQL says when each transaction was committed, so that
 * nothing has to look meanwhile: it needs `track_commit_timestamp`.
 * @throws Error when a process does not start
 */
export async function speedTrial(ground: TrialGround, { perSecond, seconds, backlog, here = {} }: SpeedTrial): Promise<SpeedFigures> {
  const { urls } = ground;
  const inputs = perSecond * seconds;
  const parts = await partsOf(urls, WARM + inputs);
  const environments = await trialEnvironments(ground, { RUN_JOBS: 'on' });
  const admin = await anAdministrator(urls.crm);
  const viewer = new Viewer({ userId: admin.id, role: 'ADMIN', permissions: ROLE_PERMISSIONS.ADMIN });
  const gateway = new IdentityIssuer('gateway', JSON.parse(environments.gateway.PLAT_GATEWAY_KEY as string));
  const url = `http://127.0.0.1:${environments.exchanges.PORT}/graphql`;
  const look = lookWith(urls);

  /** Changes what some people may in their exchanges: one request, and a transaction for each. @returns how many were changed */
  const change = async (some: readonly string[], permissions: readonly string[]): Promise<number> => {
    const fields = some.map((_, n) => `f${n}: updateExchangeParticipant(input: $i${n}) { id }`).join(' ');
    const query = `mutation (${some.map((_, n) => `$i${n}: UpdateExchangeParticipantInput!`).join(', ')}) { ${fields} }`;
    const variables = Object.fromEntries(some.map((id, n) => [`i${n}`, { id, permissions }]));
    const headers = { 'content-type': 'application/json', [IDENTITY_HEADER]: await gateway.mint(viewer, 'exchanges') };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const { data } = (await response.json()) as { data?: Record<string, { id: string } | null> };
    return Object.values(data ?? {}).filter(Boolean).length;
  };
  const widen = (from: number, to: number) => change(parts.slice(from, to), ['VIEW', 'MESSAGE']);

  const stage = await Stage.start(environments, {
    mortal: (['crm', 'documents', 'exchanges'] as const).filter((actor) => !(actor in here)),
    deaths: backlog > 0 ? ['crm'] : [],
    here,
  });
  try {
    for (let n = 0; n < WARM; n += AT_ONCE) await widen(n, n + AT_ONCE); // what compiles on first use
    await awaited(look, WARM);
    const since = await clockOf(urls);
    const began = performance.now();
    const done = await atPace(perSecond / AT_ONCE, inputs / AT_ONCE, (n) => widen(WARM + n * AT_ONCE, WARM + (n + 1) * AT_ONCE));
    const pace = Math.round((done / (performance.now() - began)) * 1000);
    const missing = await awaited(look, WARM + done);
    return { inputs, notRecorded: inputs - done, pace, missing, effects: await timesOf(look, since), ...(await drain()) };
  } finally {
    await stage.stop();
  }

  /** From crm's first commit to its last, so that the start of its process does not count. */
  async function drain(): Promise<Pick<SpeedFigures, 'drainedPerSecond' | 'undrained'>> {
    if (backlog === 0) return { drainedPerSecond: 0, undrained: 0 };
    await stage.kill('crm');
    const since = await clockOf(urls);
    for (let n = 0; n < backlog; n += AT_ONCE) await change(parts.slice(n, n + AT_ONCE), ['VIEW']);
    await stage.begin('crm');
    const [told] = await look('exchanges', `SELECT count(*)::int AS n FROM outbox_events WHERE occurred_at >= $1`, since);
    const [before] = await look('exchanges', `SELECT count(*)::int AS n FROM outbox_events WHERE occurred_at < $1`, since);
    const undrained = await awaited(look, Number(before?.n) + Number(told?.n), ['audit']);
    const [span] = await look('crm', EFFECTS.audit.span, since);
    return { drainedPerSecond: Math.round(Number(span?.n) / Math.max(0.001, Number(span?.seconds))), undrained };
  }
}

/** Has some people with a login each take part in exchanges, so many times altogether. @returns the ids of their parts */
async function partsOf({ crm, exchanges }: DatabaseUrls, count: number): Promise<string[]> {
  const { rows: contacts } = await withClient(crm.system, (client) =>
    client.query<{ id: string }>(
      `WITH made AS (INSERT INTO contacts (email, type) SELECT gen_random_uuid() || '@example.com', 'OTHER' FROM generate_series(1, $1) RETURNING id, email),
        users AS (INSERT INTO users (username, email, password_hash, contact_id) SELECT id, email, 'none', id FROM made)
        SELECT id FROM made`,
      [CONTACTS],
    ),
  );
  const { rows } = await withClient(exchanges.system, (client) =>
    client.query<{ id: string }>(
      `WITH opened AS (INSERT INTO exchanges (exchange_number, name) SELECT gen_random_uuid(), 'Timed' FROM generate_series(1, $2) RETURNING id)
        INSERT INTO exchange_participants (exchange_id, contact_id, role, permissions)
        SELECT opened.id, c, 'AGENCY', '{VIEW}' FROM opened, unnest($1::uuid[]) AS c RETURNING id`,
      [contacts.map(({ id }) => id), Math.ceil(count / CONTACTS)],
    ),
  );
  return rows.map(({ id }) => id).slice(0, count);
}

const clockOf = async ({ exchanges }: DatabaseUrls): Promise<string> =>
  withClient(
    exchanges.system,
    async (client) => (await client.query<{ now: string }>('SELECT clock_timestamp()::text AS now')).rows[0]?.now as string,
  );

/** Does something so many times a second, whether or not the one before is done. @returns the sum of what each came to; what failed comes to nothing */
async function atPace(perSecond: number, times: number, work: (n: number) => Promise<number>): Promise<number> {
  const began = performance.now();
  const all: Promise<number>[] = [];
  while (all.length < times) {
    const due = Math.min(times, Math.floor(((performance.now() - began) / 1000) * perSecond) + 1);
    while (all.length < due) all.push(work(all.length).catch(() => 0));
    await sleep(2);
  }
  return (await Promise.all(all)).reduce((sum, one) => sum + one, 0);
}
