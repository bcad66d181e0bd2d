import { randomBytes } from 'node:crypto';
import type { AuditKeys } from '@plat/crm/audit-log/audit-log.key';
import { type ChainReport, walkChain } from '@plat/crm/audit-log/audit-log.verify';
import type { Client } from 'pg';
import { appendOver, between, type Chance, eventOf, oneOf } from './forgery';

/** A log to be attacked, as the superuser: what no privilege and no trigger keeps off. */
export interface AttackedLog {
  readonly client: Client;
  readonly users: readonly string[];
  readonly rows: number;
  /** The present one, which is not in the database, and a former one, which somebody got hold of. */
  readonly keys: AuditKeys;
  /** Heads that were exported, the last of them that of the last row. */
  readonly heads: () => Parameters<typeof walkChain>[2];
  readonly chance: Chance;
}

export interface AttackOutcome {
  readonly inputs: number;
  readonly kinds: Readonly<Record<string, number>>;
  /** Attacks after which the log seemed whole. */
  readonly undetected: readonly string[];
  /** Attacks that were looked at without the exported heads too: all but those that nothing else can show. */
  readonly withoutHeads: number;
  /** How often the log was looked at as it is, and how often it seemed broken then. */
  readonly untouched: number;
  readonly falseAlarms: number;
}

type Attack = (log: AttackedLog) => Promise<string>;

const uuid = 'gen_random_uuid()';
const json = (column: string): readonly string[] => [
  `coalesce(${column}, '{}') || jsonb_build_object('forged', 1)`,
  `CASE WHEN ${column} IS NULL THEN 'null'::jsonb END`,
  `jsonb_build_array(${column})`,
];

/** For each column, what makes another value of any that it may have. */
const EDITS: Readonly<Record<string, readonly string[]>> = {
  id: [uuid],
  event_id: [uuid, 'NULL'],
  source_subgraph: [`source_subgraph || ' '`],
  exchange_id: [uuid],
  contributor_id: [uuid],
  action: [`'forged'`, 'upper(action)'],
  entity_type: [`'Forged'`],
  entity_id: [uuid, 'NULL'],
  details: json('details'),
  old_values: [...json('old_values'), `jsonb_set(old_values, '{amount}', to_jsonb((old_values->>'amount')::numeric + 1e-30))`],
  new_values: [...json('new_values'), `'{"amount": 10.0}'`],
  ip_address: ['ip_address + 1', 'set_masklen(ip_address, 24)', 'NULL'],
  user_agent: [`user_agent || chr(8203)`, 'NULL'],
  success: ['NOT success'],
  error_message: [`''`],
  session_id: [uuid, 'NULL'],
  created_at: [`created_at + interval '1 microsecond'`, `created_at - interval '1 day'`, `'infinity'`],
  previous_hash: [`encode(sha256(hash::bytea), 'hex')`],
  hash: [`encode(sha256(hash::bytea), 'hex')`, 'upper(hash)'],
  seq: ['seq + 1000000', '-seq'],
  actor_user_id: [uuid],
  about_exchange_id: [uuid],
  about_contributor_id: [uuid],
};

const run = async ({ client }: AttackedLog, sql: string): Promise<void> => {
  const { rowCount } = await client.query(sql);
  if (!rowCount) throw new Error(`An attack did nothing: ${sql}`);
};

const edit: Attack = async (log) => {
  const column = oneOf(log.chance, Object.keys(EDITS));
  const sql = `UPDATE audit_logs SET ${column} = ${oneOf(log.chance, EDITS[column] as readonly string[])} WHERE seq = ${between(log.chance, 1, log.rows)}`;
  await run(log, sql);
  return sql;
};

/** Another user than the one who did it; NULL would be a deleted one. */
const blame: Attack = async (log) => {
  const sql = `UPDATE audit_logs SET user_id = (SELECT id FROM users WHERE id IS DISTINCT FROM actor_user_id ORDER BY id LIMIT 1)
    WHERE seq = ${between(log.chance, 1, log.rows)}`;
  await run(log, sql);
  return sql;
};

const deletion: Attack = async (log) => {
  const sql = `DELETE FROM audit_logs WHERE seq = ${between(log.chance, 1, log.rows - 1)}`;
  await run(log, sql);
  return sql;
};

/** Deletes a row and closes the gap by numbers. */
const renumbering: Attack = async (log) => {
  const seq = between(log.chance, 1, log.rows - 1);
  await run(log, `DELETE FROM audit_logs WHERE seq = ${seq}`);
  await run(log, `UPDATE audit_logs SET seq = seq - 1 WHERE seq > ${seq}`);
  return `row ${seq} is left out, and those after it are numbered anew`;
};

/** Two rows change places, with their links or without. */
const swap: Attack = async (log) => {
  const one = between(log.chance, 1, log.rows - 1);
  const other = between(log.chance, one + 1, log.rows);
  const place = `CASE seq WHEN ${one} THEN ${other} ELSE ${one} END`;
  const links = `, previous_hash = (SELECT previous_hash FROM audit_logs o WHERE o.seq = ${place.replaceAll('seq', 'audit_logs.seq')})`;
  const withLinks = log.chance() < 0.5;
  await run(log, `UPDATE audit_logs SET seq = ${place}${withLinks ? links : ''} WHERE seq IN (${one}, ${other})`);
  return `rows ${one} and ${other} change places${withLinks ? ' with their links' : ''}`;
};

const insertion: Attack = async (log) => {
  const seq = between(log.chance, 1, log.rows);
  await run(log, `UPDATE audit_logs SET seq = seq + 1 WHERE seq >= ${seq}`);
  await run(
    log,
    `INSERT INTO audit_logs (source_subgraph, action, entity_type, previous_hash, hash, seq)
      SELECT 'crm', 'forged', 'Forged', previous_hash, encode(sha256(hash::bytea), 'hex'), ${seq} FROM audit_logs WHERE seq = ${seq + 1}`,
  );
  return `a row is put in at ${seq}`;
};

const tailCut: Attack = async (log) => {
  const sql = `DELETE FROM audit_logs WHERE seq > ${between(log.chance, 0, log.rows - 1)}`;
  await run(log, sql);
  return sql;
};

/** Another history from some row on, all of whose links are right under some key. */
async function writeAnew({ client, users, chance }: AttackedLog, from: number, length: number, key: Buffer): Promise<void> {
  await client.query(`DELETE FROM audit_logs WHERE seq >= ${from}`);
  await appendOver(
    client,
    Array.from({ length }, () => eventOf(chance, users)),
    key,
  );
}

/** From some row on, or from the first; as long as the true history, or longer. */
async function rewriteBy(log: AttackedLog, key: Buffer): Promise<string> {
  const from = log.chance() < 0.5 ? 1 : between(log.chance, 1, log.rows);
  await writeAnew(log, from, log.rows - from + 1 + between(log.chance, 0, 3), key);
  return `all is written anew from row ${from} on`;
}

/** By somebody who has the database, all of the code and no key. */
const rewrite: Attack = (log) => rewriteBy(log, randomBytes(32));

/** By somebody who has the key as well. */
const stolenKey: Attack = (log) => rewriteBy(log, log.keys.key);

/** By somebody who has a key that was in use once: for all rows, or for those of its time, before the others as they are. */
const formerKey: Attack = async (log) => {
  const { key, until } = oneOf(log.chance, log.keys.former);
  const from = between(log.chance, 1, Number(until));
  if (log.chance() < 0.5) {
    await writeAnew(log, from, log.rows - from + 1, key);
    return `all is written anew from row ${from} on, under a former key`;
  }
  await run(log, `CREATE TEMP TABLE later ON COMMIT DROP AS SELECT * FROM audit_logs WHERE seq > ${until}`);
  await writeAnew(log, from, Number(until) - from + 1, key);
  await run(log, 'INSERT INTO audit_logs SELECT * FROM later');
  return `rows ${from} to ${until} are written anew, under the key of their time`;
};

const ATTACKS: Readonly<Record<string, Attack>> = {
  edit,
  blame,
  deletion,
  renumbering,
  swap,
  insertion,
  tailCut,
  rewrite,
  stolenKey,
  formerKey,
};
/** What is left after these is a log as it was once, or as crm might have written it: exported heads alone tell. */
const NEED_HEADS: ReadonlySet<string> = new Set(['tailCut', 'stolenKey']);
/** Edits are the most likely, and there are the most of them. */
const WEIGHTS = [...Array<string>(8).fill('edit'), ...Object.keys(ATTACKS).slice(1)];
/** Attacks between two looks at the log as it is. */
const LOOK_EVERY = 10;

/**
 * Attacks a log so many times, each time as it was, and looks whether the walk notices.
 * @param walk what looks; another one in a test of this check
 */
export async function attackLog(log: AttackedLog, inputs: number, walk: typeof walkChain = walkChain): Promise<AttackOutcome> {
  const kinds: Record<string, number> = {};
  const undetected: string[] = [];
  let [untouched, falseAlarms, withoutHeads] = [0, 0, 0];
  const look = async (heads = log.heads()): Promise<ChainReport> => walk(log.client, log.keys, heads);
  for (let n = 0; n < inputs; n += 1) {
    const kind = oneOf(log.chance, WEIGHTS);
    await log.client.query('BEGIN');
    try {
      if (n % LOOK_EVERY === 0) {
        const { rows, fault } = await look();
        untouched += 1;
        if (fault || rows !== log.rows) falseAlarms += 1;
      }
      await log.client.query(DISARM);
      const what = await (ATTACKS[kind] as Attack)(log);
      if (!(await look()).fault) undetected.push(`${kind}: ${what}`);
      if (!NEED_HEADS.has(kind)) {
        withoutHeads += 1;
        if (!(await walk(log.client, log.keys)).fault) undetected.push(`${kind} without heads: ${what}`);
      }
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    } finally {
      await log.client.query('ROLLBACK');
    }
  }
  return { inputs, kinds, undetected, withoutHeads, untouched, falseAlarms };
}

const DISARM = `ALTER TABLE audit_logs DISABLE TRIGGER ALL;
  ALTER TABLE audit_logs DROP CONSTRAINT audit_logs_seq_key, DROP CONSTRAINT audit_logs_event_id_key;
  ALTER TABLE audit_logs ALTER COLUMN source_subgraph DROP NOT NULL`;
