import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What the database answers about sessions, their used tokens and known devices. */
export async function sessionRows(crm: TestCrm): Promise<RowCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin] = [viewerOf(ann), viewerOf(bob), viewerOf(boss)];
  const [{ id }] = await crm.given((db) =>
    db.query(`INSERT INTO user_sessions (user_id, session_token, expires_at) VALUES ($1, gen_random_uuid(), now()) RETURNING id`, [ann.id]),
  );
  await crm.given(async (db) => {
    await db.query(`INSERT INTO refresh_tokens (token_hash, session_id, exchanged_at) VALUES (gen_random_uuid(), $1, now())`, [id]);
    await db.query(`INSERT INTO known_devices (user_id, token_hash) VALUES ($1, gen_random_uuid())`, [ann.id]);
  });
  const reads = (name: string, as: Viewer, expect: number): RowCase => ({
    name: `${name} reads a session`,
    as,
    sql: 'SELECT id, ip_address, user_agent FROM user_sessions WHERE id = $1',
    values: [id],
    expect,
  });
  const refused = (name: string, as: Viewer, sql: string, ...values: string[]): RowCase => ({ name, as, sql, values, expect: 'refused' });
  const system = (does: string, sql: string, ...values: string[]): RowCase => ({
    name: `the system ${does}`,
    as: NOBODY,
    role: 'system',
    sql,
    values,
    expect: 1,
  });
  return [
    reads('the user', owner, 1),
    reads('stranger', stranger, 0),
    reads('admin', admin, 1),
    reads('support', aViewer('SUPPORT'), 0),
    reads('nobody', NOBODY, 0),
    ...['session_token', 'refresh_token'].flatMap((column) => [
      refused(`the user reads ${column}`, owner, `SELECT ${column} FROM user_sessions WHERE id = $1`, id),
      refused(`admin reads ${column}`, admin, `SELECT ${column} FROM user_sessions WHERE id = $1`, id),
    ]),
    refused('the user ends a session past the service', owner, 'UPDATE user_sessions SET is_active = false WHERE id = $1', id),
    refused('admin deletes a session', admin, 'DELETE FROM user_sessions WHERE id = $1', id),
    refused(
      'the user adds a session',
      owner,
      `INSERT INTO user_sessions (user_id, session_token, expires_at) VALUES ($1, 'mine', now())`,
      ann.id,
    ),
    ...['refresh_tokens', 'known_devices'].flatMap((table) => [
      refused(`the user reads ${table}`, owner, `SELECT token_hash FROM ${table}`),
      refused(`admin reads ${table}`, admin, `SELECT token_hash FROM ${table}`),
      refused(`the user empties ${table}`, owner, `DELETE FROM ${table}`),
    ]),
    system('ends a session', 'UPDATE user_sessions SET is_active = false WHERE id = $1', id),
    system('keeps a used token', `INSERT INTO refresh_tokens (token_hash, session_id, exchanged_at) VALUES ('another', $1, now())`, id),
    system('clears a used token', 'UPDATE refresh_tokens SET sealed_pair = NULL WHERE session_id = $1', id),
    system('remembers a device', `INSERT INTO known_devices (user_id, token_hash) VALUES ($1, 'another')`, ann.id),
    system('counts a guess of a device', 'UPDATE known_devices SET failures = 1 WHERE user_id = $1', ann.id),
  ];
}
