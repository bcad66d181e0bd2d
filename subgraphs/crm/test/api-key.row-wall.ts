import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What the database answers about API keys and counted passwords. */
export async function apiKeyRows(crm: TestCrm): Promise<RowCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin, support] = [viewerOf(ann), viewerOf(bob), viewerOf(boss), aViewer('SUPPORT')];
  const { id } = await crm.apiKey(ann);
  await crm.apiKey(bob);
  await crm.given((db) => db.query('INSERT INTO password_attempts (user_id, attempted_at) VALUES ($1, ARRAY[now()])', [ann.id]));

  const each = (does: string, sql: string, who: Readonly<Record<string, readonly [Viewer, number]>>): RowCase[] =>
    Object.entries(who).map(([name, [as, expect]]) => ({ name: `${name} ${does}`, as, sql, values: [id], expect }));
  const adds = (more = '', value = '') => `INSERT INTO api_keys (user_id, service, key_ciphertext, nonce, salt${more})
    VALUES ($1, 'stripe', 'c', 'n', 's'${value})`;
  const refused = (name: string, as: Viewer, sql: string, ...values: string[]): RowCase => ({ name, as, sql, values, expect: 'refused' });
  const system = (does: string, sql: string, value = id): RowCase => ({
    name: `the system ${does}`,
    as: NOBODY,
    role: 'system',
    sql,
    values: [value],
    expect: 1,
  });

  return [
    ...each('reads an API key', 'SELECT id FROM api_keys WHERE id = $1', {
      owner: [owner, 1],
      stranger: [stranger, 0],
      admin: [admin, 1],
      support: [support, 0],
      nobody: [NOBODY, 0],
    }),
    ...each('edits an API key', 'UPDATE api_keys SET version = 2 WHERE id = $1', {
      owner: [owner, 1],
      stranger: [stranger, 0],
      admin: [admin, 0],
    }),
    ...each('deletes an API key', 'DELETE FROM api_keys WHERE id = $1', { owner: [owner, 1], stranger: [stranger, 0], admin: [admin, 0] }),
    // Without WHERE nothing is read, so that only the policies for UPDATE and DELETE decide.
    { name: 'owner edits all API keys', as: owner, sql: 'UPDATE api_keys SET version = 2', expect: 1 },
    { name: 'owner deletes all API keys', as: owner, sql: 'DELETE FROM api_keys', expect: 1 },
    { name: 'owner adds an API key', as: owner, sql: adds(), values: [ann.id], expect: 1 },
    refused('stranger adds an API key of another', stranger, adds(), ann.id),
    refused('admin adds an API key of another', admin, adds(), ann.id),
    refused('owner adds an API key that was used', owner, adds(', last_used', ', now()'), ann.id),
    refused('owner gives an API key away', owner, 'UPDATE api_keys SET user_id = $2 WHERE id = $1', id, bob.id),
    refused('owner moves an API key to another service', owner, `UPDATE api_keys SET service = 'x' WHERE id = $1`, id),
    refused('owner says that an API key was checked', owner, 'UPDATE api_keys SET last_checked = now() WHERE id = $1', id),
    refused('owner says who checks an API key', owner, 'UPDATE api_keys SET check_leased_until = NULL WHERE id = $1', id),
    ...['key_ciphertext', 'nonce', 'salt', 'check_leased_until'].flatMap((column): RowCase[] => [
      refused(`owner reads ${column}`, owner, `SELECT ${column} FROM api_keys WHERE id = $1`, id),
      refused(`admin reads ${column}`, admin, `SELECT ${column} FROM api_keys WHERE id = $1`, id),
    ]),
    refused('a user reads its counted passwords', owner, 'SELECT user_id FROM password_attempts'),
    refused('a user forgets its counted passwords', owner, 'DELETE FROM password_attempts'),
    system('reads an API key', 'SELECT key_ciphertext FROM api_keys WHERE id = $1'),
    system('writes an API key', `UPDATE api_keys SET status = 'HEALTHY', last_checked = now() WHERE id = $1`),
    system('leases an API key', 'UPDATE api_keys SET check_leased_until = now() WHERE id = $1'),
    system('counts passwords', 'UPDATE password_attempts SET attempted_at = ARRAY[now()] WHERE user_id = $1', ann.id),
  ];
}
