import { NOBODY } from '@plat/shared/access/viewer';
import { deletionRows } from '@plat/shared/testing/deletion-walls';
import { eventRows } from '@plat/shared/testing/event-rows';
import { idempotencyRows } from '@plat/shared/testing/idempotency-rows';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { calendarTokenRows } from './calendar-token.row-wall';
import type { TestSync } from './sync.factory';

type Expected = Readonly<Record<string, readonly [RowCase['as'], number]>>;

/** What the database of sync answers to SQL of the application role, whatever the code does. */
export async function rowWall(sync: TestSync): Promise<RowCase[]> {
  const [owner, stranger, admin, support] = [aViewer(), aViewer(), aViewer('ADMIN'), aViewer('SUPPORT')];
  const { id } = await sync.platformLink(owner);

  const reads = (who: Expected): RowCase[] =>
    Object.entries(who).map(([name, [as, expect]]) => ({
      name: `${name} reads a link`,
      as,
      sql: 'SELECT id FROM platform_connections WHERE id = $1',
      values: [id],
      expect,
    }));
  const edits = (who: Expected): RowCase[] =>
    Object.entries(who).map(([name, [as, expect]]) => ({
      name: `${name} edits a link`,
      as,
      sql: 'UPDATE platform_connections SET version = 2 WHERE id = $1',
      values: [id],
      expect,
    }));
  const sets = (column: string, value: string): RowCase => ({
    name: `the owner sets ${column}`,
    as: owner,
    sql: `UPDATE platform_connections SET ${column} = ${value} WHERE id = $1`,
    values: [id],
    expect: 'refused',
  });
  const adds = (
    columns = '',
    values = '',
  ) => `INSERT INTO platform_connections (user_id, name, platform, root_path, credentials_ciphertext, nonce, salt${columns})
    VALUES ($1, 'New', 'DROPBOX', '/', 'c', 'n', 's'${values})`;

  return [
    ...(await idempotencyRows(sync)),
    ...(await calendarTokenRows(sync)),
    ...reads({ 'the owner': [owner, 1], 'a stranger': [stranger, 0], 'an admin': [admin, 1], support: [support, 0], nobody: [NOBODY, 0] }),
    ...edits({ 'the owner': [owner, 1], 'a stranger': [stranger, 0], 'an admin': [admin, 0], support: [support, 0], nobody: [NOBODY, 0] }),
    // Without WHERE nothing is read, so that only the policy for UPDATE decides.
    { name: 'the owner edits all links', as: owner, sql: 'UPDATE platform_connections SET version = 2', expect: 1 },
    { name: 'the owner adds a link', as: owner, sql: adds(), values: [owner.userId], expect: 1 },
    { name: 'a stranger adds a link of another', as: stranger, sql: adds(), values: [owner.userId], expect: 'refused' },
    { name: 'an admin adds a link of another', as: admin, sql: adds(), values: [owner.userId], expect: 'refused' },
    { name: 'nobody adds a link', as: NOBODY, sql: adds(), values: [owner.userId], expect: 'refused' },
    {
      name: 'the owner adds a connected link',
      as: owner,
      sql: adds(', status', `, 'CONNECTED'`),
      values: [owner.userId],
      expect: 'refused',
    },
    {
      name: 'the owner adds a synchronised link',
      as: owner,
      sql: adds(', last_sync_date', ', now()'),
      values: [owner.userId],
      expect: 'refused',
    },

    sets('user_id', `'${stranger.userId}'`),
    sets('platform', `'WEB'`),
    sets('status', `'CONNECTED'`),
    sets('last_sync_date', 'now()'),
    sets('id', 'gen_random_uuid()'),
    ...['credentials_ciphertext', 'nonce', 'salt'].flatMap((column): RowCase[] => [
      {
        name: `the owner reads ${column}`,
        as: owner,
        sql: `SELECT ${column} FROM platform_connections WHERE id = $1`,
        values: [id],
        expect: 'refused',
      },
      {
        name: `an admin reads ${column}`,
        as: admin,
        sql: `SELECT ${column} FROM platform_connections WHERE id = $1`,
        values: [id],
        expect: 'refused',
      },
      {
        name: `the owner replaces ${column}`,
        as: owner,
        sql: `UPDATE platform_connections SET ${column} = 'x' WHERE id = $1`,
        values: [id],
        expect: 1,
      },
    ]),
    { name: 'the owner deletes a link', as: owner, sql: 'DELETE FROM platform_connections WHERE id = $1', values: [id], expect: 'refused' },

    ...eventRows(owner),
    { name: 'a user reads recorded events', as: owner, sql: 'SELECT payload FROM outbox_events', expect: 'refused' },
    { name: 'a user changes recorded events', as: owner, sql: `UPDATE outbox_events SET type = 'x'`, expect: 'refused' },
    { name: 'an admin reads delivered events', as: admin, sql: 'SELECT event_id FROM inbox_events', expect: 'refused' },
    { name: 'an admin empties a table', as: admin, sql: 'TRUNCATE platform_connections', expect: 'refused' },
    { name: 'an admin makes a table', as: admin, sql: 'CREATE TABLE mine (id int)', expect: 'refused' },

    {
      name: 'the system reads credentials',
      as: NOBODY,
      role: 'system',
      sql: 'SELECT credentials_ciphertext FROM platform_connections WHERE id = $1',
      values: [id],
      expect: 1,
    },
    {
      name: 'the system writes a link',
      as: NOBODY,
      role: 'system',
      sql: `UPDATE platform_connections SET status = 'CONNECTED', last_sync_date = now() WHERE id = $1`,
      values: [id],
      expect: 1,
    },
    { name: 'the system adds a link', as: NOBODY, role: 'system', sql: adds(), values: [owner.userId], expect: 1 },
    ...deletionRows(aViewer('ADMIN'), ['platform_connections']),
  ];
}
