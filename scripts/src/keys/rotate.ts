import { type SecretCipher, UnreadableSecretError } from '@plat/shared/crypto/secret-cipher';
import type { Client } from 'pg';
import type { SealedTable } from './sealed-table';

const BATCH = 100;
/** Whoever holds a row is done with it sooner: the role's own limit on statements is ten seconds. */
const LOCK_LIMIT = '9s';
const FIRST = '00000000-0000-0000-0000-000000000000';

/** What a rotation works with. */
export interface Rotation {
  /** Connected as the system role of the table's service. */
  readonly client: Client;
  readonly cipher: SecretCipher;
  /** The id of the first master key, under which everything is to be. */
  readonly keyId: string;
  readonly onProgress: (message: string) => void;
}

/** What became of the rows of one table. */
export interface RotationOutcome {
  /** Rows that this run encrypted anew. */
  readonly rotated: number;
  /** Rows that no key of ours opens. */
  readonly unreadable: readonly string[];
  /** Rows that are under another key at the end. */
  readonly left: number;
}

interface SealedRow {
  readonly id: string;
  readonly user_id: string;
  readonly ciphertext: string;
  readonly nonce: string;
  readonly salt: string;
}

/**
 * Encrypts under the first master key what is under another one. Each row has a transaction of its own, so that a run
 * may be killed anywhere and begun again, and several may run: a row that somebody holds is passed over, and waited
 * for at the end. Versions stay, because nobody edited anything.
 */
export async function rotateTable(sealed: SealedTable, rotation: Rotation): Promise<RotationOutcome> {
  const { table } = sealed;
  const { onProgress } = rotation;
  const unreadable: string[] = [];
  let rotated = 0;
  for (const locking of ['SKIP LOCKED', ''] as const) {
    unreadable.length = 0;
    for (let after = FIRST; ; ) {
      const ids = await batch(sealed, rotation, after);
      if (ids.length === 0) break;
      for (const id of ids) {
        const outcome = await rotateRow(sealed, rotation, id, locking);
        if (outcome === 'rotated') rotated += 1;
        if (outcome === 'unreadable') unreadable.push(id);
      }
      after = ids.at(-1) as string;
      onProgress(`${table}: ${rotated} rotated`);
    }
  }
  return { rotated, unreadable, left: await countOld(sealed, rotation) };
}

/** The key's id is what the ciphertext begins with; LIKE would take an underscore in it for any letter. */
const old = ({ column }: SealedTable, parameter: string) => `split_part(${column}, '.', 1) <> ${parameter}`;

async function batch(sealed: SealedTable, { client, keyId }: Rotation, after: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM ${sealed.table} WHERE id > $1 AND ${old(sealed, '$2')} ORDER BY id LIMIT ${BATCH}`,
    [after, keyId],
  );
  return rows.map(({ id }) => id);
}

async function countOld(sealed: SealedTable, { client, keyId }: Rotation): Promise<number> {
  const { rows } = await client.query<{ left: number }>(`SELECT count(*)::int AS left FROM ${sealed.table} WHERE ${old(sealed, '$1')}`, [
    keyId,
  ]);
  return rows[0]?.left ?? 0;
}

/** @returns undefined for a row that is held, gone, or under the first key by now */
async function rotateRow(
  sealed: SealedTable,
  { client, cipher, keyId }: Rotation,
  id: string,
  locking: 'SKIP LOCKED' | '',
): Promise<'rotated' | 'unreadable' | undefined> {
  const { table, column, owner = 'user_id', place } = sealed;
  await client.query('BEGIN');
  await client.query(`SET LOCAL lock_timeout = '${LOCK_LIMIT}'`); // a request gives up after a second, this has time
  try {
    const { rows } = await client.query<SealedRow>(
      `SELECT id, ${owner} AS user_id, ${column} AS ciphertext, nonce, salt FROM ${table} WHERE id = $1 AND ${old(sealed, '$2')} FOR UPDATE ${locking}`,
      [id, keyId],
    );
    const [row] = rows;
    if (row) {
      const bound = place({ id: row.id, userId: row.user_id });
      const { ciphertext, nonce, salt } = await cipher.encrypt(await cipher.decrypt(row, bound), bound);
      await client.query(`UPDATE ${table} SET ${column} = $2, nonce = $3, salt = $4 WHERE id = $1`, [id, ciphertext, nonce, salt]);
    }
    await client.query('COMMIT');
    return row && 'rotated';
  } catch (error) {
    await client.query('ROLLBACK');
    if (error instanceof UnreadableSecretError) return 'unreadable';
    throw error;
  }
}
