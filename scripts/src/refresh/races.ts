import { createHash, randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import type { Replica, ReplicaAnswer } from './replicas';

/** What the races came to: how many sessions were tried, and each promise that was broken. */
export interface RaceOutcome {
  /** Sessions, each with a race and a replay. */
  readonly inputs: number;
  /** Parallel refreshes in all races together. */
  readonly refreshes: number;
  /** Sessions that a replay ended. */
  readonly ended: number;
  readonly broken: readonly string[];
}

const REFRESH = 'mutation ($token: String!) { refreshSession(input: { refreshToken: $token }) { accessToken refreshToken } }';
const MIN_PARALLEL = 2;
const MAX_PARALLEL = 10;

const hash = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** A session as a sign-in leaves it, without the second of work that a password takes. */
async function newSession(client: Client, userId: string): Promise<{ id: string; token: string }> {
  const token = randomBytes(32).toString('base64url');
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO user_sessions (user_id, session_token, refresh_token, expires_at)
      VALUES ($1, gen_random_uuid(), $2, now() + interval '1 day') RETURNING id`,
    [userId, hash(token)],
  );
  return { id: rows[0]?.id as string, token };
}

const stateOf = async (client: Client, id: string) => {
  const { rows } = await client.query<{ live: string; is_active: boolean; revoked: number; recorded: number }>(
    `SELECT refresh_token AS live, is_active,
      (SELECT count(*)::int FROM revocations WHERE kind = 'SESSION' AND subject_id = s.id) AS revoked,
      (SELECT count(*)::int FROM outbox_events WHERE type = 'session.reused' AND subject_id = s.id::text) AS recorded
      FROM user_sessions s WHERE id = $1`,
    [id],
  );
  return rows[0] as (typeof rows)[0];
};

const isRefused = ({ data, errors }: ReplicaAnswer): boolean =>
  !data?.refreshSession && errors?.length === 1 && errors[0]?.extensions?.code === 'UNAUTHENTICATED';

/**
 * For each session: 2 to 10 refreshes with the same token at once, over all replicas in turn, after which exactly one
 * token is live; then one exchange more, and the token of the generation before the last again, which ends the session.
 * @param client as crm's system role
 */
export async function raceRefreshes(replicas: readonly Replica[], client: Client, sessions: number): Promise<RaceOutcome> {
  const broken: string[] = [];
  let [refreshes, ended] = [0, 0];
  const { rows } = await client.query<{ id: string }>(
    `WITH made AS (INSERT INTO users (username, email, password_hash) SELECT name, name || '@example.com', 'none'
        FROM CAST(gen_random_uuid() AS text) name RETURNING id, email)
      INSERT INTO email_verifications (user_id, email, verified_at) SELECT id, email, now() FROM made RETURNING user_id AS id`,
  );
  for (let round = 0; round < sessions; round += 1) {
    const check = (holds: boolean, promise: string): void => {
      if (!holds) broken.push(`session ${round}: ${promise}`);
    };
    const ask = (token: string, n = round) => (replicas[n % replicas.length] as Replica).ask(REFRESH, { token });
    const { id, token } = await newSession(client, rows[0]?.id as string);
    const parallel = MIN_PARALLEL + (round % (MAX_PARALLEL - MIN_PARALLEL + 1));
    refreshes += parallel;
    const answers = await Promise.all(Array.from({ length: parallel }, (_, n) => ask(token, n)));
    const given = answers.map(({ data }) => data?.refreshSession?.refreshToken);
    const raced = await stateOf(client, id);
    const [second] = given;
    check(new Set([...given, ...answers.map(({ data }) => data?.refreshSession?.accessToken)]).size === 2, 'all got the same pair');
    check(raced.is_active && [token, ...new Set(given)].filter((one) => one && hash(one) === raced.live).length === 1, 'one token is live');
    const third = second && (await ask(second)).data?.refreshSession?.refreshToken;
    check(third !== undefined && hash(third) === (await stateOf(client, id)).live, 'the live token is exchanged');
    check(isRefused(await ask(token)), 'the token before the last is refused');
    const over = await stateOf(client, id);
    check(!over.is_active && over.revoked === 1 && over.recorded === 1, 'its return ends, revokes and records');
    check(isRefused(await ask(third ?? '')), 'then the live token is refused as well');
    ended += over.is_active ? 0 : 1;
  }
  return { inputs: sessions, refreshes, ended, broken };
}
