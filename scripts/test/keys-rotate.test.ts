import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MasterKey } from '@plat/shared/crypto/master-keys';
import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import { freshDatabase, type TestDatabase } from '@plat/shared/testing/test-databases';
import { Client } from 'pg';
import { SEALED_TABLES, type SealedTable } from '../src/keys/sealed-table';

const ROWS = 8;
// Ids may hold what LIKE takes for any letter.
const [retired, current]: [MasterKey, MasterKey] = [
  { id: 'k-1', key: randomBytes(32) },
  { id: 'k_1', key: randomBytes(32) },
];
const INSERT: Readonly<Record<string, string>> = {
  api_keys: `INSERT INTO api_keys (id, user_id, service, key_name, is_active, key_ciphertext, nonce, salt)
    VALUES ($1, $2, 'openai', $1::uuid::text, false, $3, $4, $5)`,
  webhooks: `INSERT INTO webhooks (id, user_id, url, event_types, secret_ciphertext, nonce, salt)
    VALUES ($1, $2, 'https://example.com/', ARRAY['*'], $3, $4, $5)`,
  platform_connections: `INSERT INTO platform_connections (id, user_id, name, platform, root_path, credentials_ciphertext, nonce, salt)
    VALUES ($1, $2, 'Papers', 'DROPBOX', '/', $3, $4, $5)`,
  calendar_sync_tokens: `INSERT INTO calendar_sync_tokens (id, user_id, contributor_id, provider, refresh_token_ciphertext, nonce, salt)
    VALUES ($1, $2, gen_random_uuid(), 'GOOGLE', $3, $4, $5)`,
  taxpayer_identities: `INSERT INTO taxpayer_identities
      (id, exchange_id, side, vesting, form, tin_kind, tin_last4, tin_ciphertext, nonce, salt)
    VALUES ($1, $2, 'RELINQUISHED', 'Ann', 'INDIVIDUAL', 'SSN', '1120', $3, $4, $5)`,
};

const databases: Record<string, TestDatabase> = {};
const clients: Record<string, Client> = {};
const owner = randomUUID();
const clientOf = ({ service }: SealedTable) => clients[service] as Client;

beforeAll(async () => {
  for (const service of new Set(SEALED_TABLES.map(({ service }) => service))) {
    databases[service] = await freshDatabase(service);
    clients[service] = new Client((databases[service] as TestDatabase).system);
    await clients[service]?.connect();
  }
  await clients.crm?.query(`INSERT INTO users (id, username, email, password_hash) VALUES ($1, 'ann', 'ann@example.com', 'none')`, [owner]);
  // A taxpayer's number is its exchange's: one id stands for both owners.
  await clients.exchanges?.query(`INSERT INTO exchanges (id, exchange_number, name) VALUES ($1, 'T-1', 'Main St')`, [owner]);
});
afterAll(() => Promise.all(Object.values(clients).map((client) => client.end())));

async function fill(cipher: SecretCipher): Promise<void> {
  for (const sealed of SEALED_TABLES) {
    for (let n = 0; n < ROWS; n += 1) {
      const id = randomUUID();
      const { ciphertext, nonce, salt } = await cipher.encrypt(`secret of ${id}`, sealed.place({ id, userId: owner }));
      await clientOf(sealed).query(INSERT[sealed.table] as string, [id, owner, ciphertext, nonce, salt]);
    }
  }
}

const rowsOf = async (sealed: SealedTable) => {
  const { rows } = await clientOf(sealed).query<{ id: string; ciphertext: string; nonce: string; salt: string; version: number }>(
    `SELECT id, ${sealed.column} AS ciphertext, nonce, salt, version FROM ${sealed.table}`,
  );
  return rows;
};
const under = async (sealed: SealedTable, { id }: MasterKey) =>
  (await rowsOf(sealed)).filter(({ ciphertext }) => ciphertext.startsWith(`${id}.`)).length;

const env = (keys: readonly MasterKey[]) => ({
  ...process.env,
  PLAT_MASTER_KEYS: keys.map(({ id, key }) => `${id}:${key.toString('base64url')}`).join(),
  CRM_SYSTEM_DATABASE_URL: databases.crm?.system,
  SYNC_SYSTEM_DATABASE_URL: databases.sync?.system,
  EXCHANGES_SYSTEM_DATABASE_URL: databases.exchanges?.system,
});

function begin(keys: readonly MasterKey[]): { child: ChildProcess; ended: Promise<{ code: number | null; output: string }> } {
  const child = spawn(process.execPath, ['--conditions=source', '--import=tsx', 'scripts/src/keys-rotate.ts'], {
    cwd: join(__dirname, '../..'),
    env: env(keys),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)));
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, output })) };
}

describe('npm run keys:rotate', () => {
  it('goes on after it was killed, loses nothing, and leaves nothing under the old key', async () => {
    await fill(new SecretCipher([retired], { iterations: 100_000 }));
    const [apiKeys] = SEALED_TABLES as [SealedTable, SealedTable];
    const killed = begin([current, retired]);
    let stopped = false;
    void killed.ended.then(() => (stopped = true));
    while (!stopped && (await under(apiKeys, current)) < 3) await new Promise((resolve) => setImmediate(resolve));
    killed.child.kill('SIGKILL');
    expect((await killed.ended).code).toBeNull();
    const before = await Promise.all(SEALED_TABLES.map((sealed) => under(sealed, retired)));
    expect(before[0]).toBeGreaterThan(0);
    expect(before.slice(1)).toEqual(SEALED_TABLES.slice(1).map(() => ROWS));

    const both = await Promise.all([begin([current, retired]).ended, begin([current, retired]).ended]);
    for (const { code, output } of both) {
      expect(output).toMatch(/^still under an old key: 0$/m);
      expect(code).toBe(0);
    }
    const cipher = new SecretCipher([current]);
    for (const sealed of SEALED_TABLES) {
      const rows = await rowsOf(sealed);
      expect(rows).toHaveLength(ROWS);
      for (const { id, version, ...secret } of rows) {
        expect(version).toBe(1);
        expect(await cipher.decrypt(secret, sealed.place({ id, userId: owner }))).toBe(`secret of ${id}`);
      }
    }
  }, 300_000);

  it('says which rows its keys do not open, leaves them alone and fails', async () => {
    const [apiKeys] = SEALED_TABLES as [SealedTable, SealedTable];
    const lost = randomUUID();
    const sealed = await new SecretCipher([{ id: 'lost', key: randomBytes(32) }], { iterations: 100_000 }).encrypt(
      'x',
      apiKeys.place({ id: lost, userId: owner }),
    );
    await clientOf(apiKeys).query(INSERT.api_keys as string, [lost, owner, sealed.ciphertext, sealed.nonce, sealed.salt]);
    const { code, output } = await begin([current, retired]).ended;
    expect(output).toContain(`api_keys: ${lost} cannot be read with these keys`);
    expect(output).toMatch(/^still under an old key: 1$/m);
    expect(code).toBe(1);
    expect((await rowsOf(apiKeys)).find(({ id }) => id === lost)?.ciphertext).toBe(sealed.ciphertext);
  }, 60_000);

  it('names what its environment lacks', async () => {
    const child = spawn(process.execPath, ['--conditions=source', '--import=tsx', 'scripts/src/keys-rotate.ts'], {
      cwd: join(__dirname, '../..'),
      env: { PATH: process.env.PATH },
    });
    let output = '';
    child.stderr.on('data', (text) => (output += String(text)));
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(output).toContain('PLAT_MASTER_KEYS');
    expect(output).not.toContain('    at ');
  }, 60_000);
});
