import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { AuditKeys } from '@plat/crm/audit-log/audit-log.key';
import { headsOf, signHead } from '@plat/crm/audit-log/audit-log.statement';
import { walkChain } from '@plat/crm/audit-log/audit-log.verify';
import type { JWK } from 'jose';
import type { Client } from 'pg';
import type { AttackedLog } from './attacks';
import { appendOver, type Chance, eventOf } from './forgery';

const USERS_SQL = `INSERT INTO users (username, email, password_hash)
  SELECT name, name || '@example.com', 'none' FROM (SELECT gen_random_uuid()::text AS name FROM generate_series(1, 3)) AS names RETURNING id`;

/**
 * Fills an empty log, and exports its head a few times meanwhile, the last time when it is full. After the first of four
 * parts the key is changed.
 * @param client as superuser @param file for the heads
 */
export async function prepareLog(client: Client, rows: number, chance: Chance, file: string): Promise<AttackedLog> {
  const users = (await client.query<{ id: string }>(USERS_SQL)).rows.map(({ id }) => id);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const jwk = (key: typeof privateKey): JWK => ({ ...(key.export({ format: 'jwk' }) as JWK), kid: 'crm.check' });
  const parts = 4;
  const keys: AuditKeys = { key: randomBytes(32), former: [{ key: randomBytes(32), until: BigInt(rows / parts) }] };
  for (let part = 1; part <= parts; part += 1) {
    await client.query('BEGIN');
    await appendOver(
      client,
      Array.from({ length: rows / parts }, () => eventOf(chance, users)),
      part === 1 ? (keys.former[0]?.key as Buffer) : keys.key,
    );
    const { head } = await walkChain(client, keys);
    await client.query('COMMIT');
    if (head) appendFileSync(file, `${await signHead(head, jwk(privateKey), new Date())}\n`);
  }
  return { client, users, rows, keys, chance, heads: () => headsOf(file, [jwk(publicKey)]) };
}
