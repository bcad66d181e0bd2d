import { randomUUID } from 'node:crypto';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import type { TestSync } from './sync.factory';

/** What the database answers about calendar tokens. */
export async function calendarTokenRows(sync: TestSync): Promise<RowCase[]> {
  const [owner, stranger, admin, support] = [aViewer(), aViewer(), aViewer('ADMIN'), aViewer('SUPPORT')];
  const { id } = await sync.calendarToken(owner);
  await sync.calendarToken(stranger);

  const each = (does: string, sql: string, who: Readonly<Record<string, readonly [Viewer, number]>>): RowCase[] =>
    Object.entries(who).map(([name, [as, expect]]) => ({ name: `${name} ${does}`, as, sql, values: [id], expect }));
  const adds = (more = '', value = '') => `INSERT INTO calendar_sync_tokens
    (user_id, contributor_id, provider, refresh_token_ciphertext, nonce, salt${more}) VALUES ($1, $2, 'GOOGLE', 'c', 'n', 's'${value})`;
  const refused = (name: string, as: Viewer, sql: string, ...values: string[]): RowCase => ({ name, as, sql, values, expect: 'refused' });
  const refusesToAdd = (name: string, as: Viewer, sql: string) => refused(name, as, sql, owner.userId, randomUUID());
  const sets = (column: string, value: string) =>
    refused(`the owner sets ${column}`, owner, `UPDATE calendar_sync_tokens SET ${column} = ${value} WHERE id = $1`, id);
  const system = (does: string, sql: string): RowCase => ({
    name: `the system ${does}`,
    as: NOBODY,
    role: 'system',
    sql,
    values: [id],
    expect: 1,
  });

  return [
    ...each('reads a calendar token', 'SELECT id FROM calendar_sync_tokens WHERE id = $1', {
      'the owner': [owner, 1],
      'a stranger': [stranger, 0],
      'an admin': [admin, 1],
      support: [support, 0],
      nobody: [NOBODY, 0],
    }),
    ...each('edits a calendar token', 'UPDATE calendar_sync_tokens SET version = 2 WHERE id = $1', {
      'the owner': [owner, 1],
      'a stranger': [stranger, 0],
      'an admin': [admin, 0],
      nobody: [NOBODY, 0],
    }),
    ...each('deletes a calendar token', 'DELETE FROM calendar_sync_tokens WHERE id = $1', {
      'the owner': [owner, 1],
      'a stranger': [stranger, 0],
      'an admin': [admin, 0],
      nobody: [NOBODY, 0],
    }),
    // Without WHERE nothing is read, so that only the policies for UPDATE and DELETE decide.
    { name: 'the owner edits all calendar tokens', as: owner, sql: 'UPDATE calendar_sync_tokens SET version = 2', expect: 1 },
    { name: 'the owner deletes all calendar tokens', as: owner, sql: 'DELETE FROM calendar_sync_tokens', expect: 1 },
    { name: 'the owner connects a calendar', as: owner, sql: adds(), values: [owner.userId, randomUUID()], expect: 1 },
    refusesToAdd('a stranger connects a calendar of another', stranger, adds()),
    refusesToAdd('an admin connects a calendar of another', admin, adds()),
    refusesToAdd('nobody connects a calendar', NOBODY, adds()),
    refusesToAdd('the owner connects a synchronised calendar', owner, adds(', last_sync_at', ', now()')),
    refusesToAdd('the owner connects a calendar with a status', owner, adds(', sync_status', `, 'ERROR'`)),
    refusesToAdd('the owner connects a calendar that was read', owner, adds(', sync_token', `, 't'`)),

    sets('id', 'gen_random_uuid()'),
    sets('user_id', `'${stranger.userId}'`),
    sets('contributor_id', 'gen_random_uuid()'),
    sets('provider', `'GOOGLE'`),
    sets('last_sync_at', 'now()'),
    ...['refresh_token_ciphertext', 'nonce', 'salt', 'sync_token'].flatMap((column): RowCase[] => [
      refused(`the owner reads ${column}`, owner, `SELECT ${column} FROM calendar_sync_tokens WHERE id = $1`, id),
      refused(`an admin reads ${column}`, admin, `SELECT ${column} FROM calendar_sync_tokens WHERE id = $1`, id),
      ...each(`replaces ${column}`, `UPDATE calendar_sync_tokens SET ${column} = 'x' WHERE id = $1`, {
        'the owner': [owner, 1],
        'a stranger': [stranger, 0],
        'an admin': [admin, 0],
      }),
    ]),
    refused('an admin empties the calendar tokens', admin, 'TRUNCATE calendar_sync_tokens'),

    system('reads a refresh token', 'SELECT refresh_token_ciphertext, sync_token FROM calendar_sync_tokens WHERE id = $1'),
    system('writes a calendar token', `UPDATE calendar_sync_tokens SET sync_status = 'ERROR', last_sync_at = now() WHERE id = $1`),
    system('deletes a calendar token', 'DELETE FROM calendar_sync_tokens WHERE id = $1'),
  ];
}
