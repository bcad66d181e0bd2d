import { NOBODY } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import type { TestExchanges } from './exchanges.factory';

type Case = readonly [name: string, as: RowCase['as'], expect: RowCase['expect']];

const SEND = 'INSERT INTO messages (exchange_id, sender_id, content) VALUES ($1, $2, $3)';
const MARK = 'INSERT INTO message_read_markers (exchange_id, contact_id, read_seq) VALUES ($1, $2, 1)';

/** What the database answers about what is said in exchanges, who has read it, and how far back. */
export async function messageRows(service: TestExchanges): Promise<RowCase[]> {
  const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
  const { exchange: foreign, client: stranger } = await service.staffed();
  const [admin, looker, blind, former, newcomer, clerk] = ['ADMIN', 'AGENCY', 'AGENCY', 'AGENCY', 'AGENCY', 'ADMIN'].map((role) =>
    aViewer(role as 'ADMIN' | 'AGENCY'),
  ) as [RowCase['as'], RowCase['as'], RowCase['as'], RowCase['as'], RowCase['as'], RowCase['as']];
  const { VIEW, MESSAGE } = ParticipantPermission;
  const { AGENCY } = ParticipantRole;
  await service.participant(exchange, looker, AGENCY, { permissions: [VIEW] });
  await service.participant(exchange, blind, AGENCY, { permissions: [MESSAGE] });
  await service.participant(exchange, former, AGENCY, { isActive: false });
  const own = await service.message(exchange, client);
  const edited = await service.message(exchange, client);
  const gone = await service.message(exchange, client);
  const old = await service.message(exchange, client, { createdAt: new Date('2026-01-01') });
  const lookers = await service.message(exchange, looker);
  await service.given((db) => db.query(`UPDATE messages SET content = 'Edited', version = 2 WHERE id = $1`, [edited.id]));
  await service.given((db) => db.query('UPDATE messages SET is_deleted = true, version = 2 WHERE id = $1', [gone.id]));
  await service.participant(exchange, newcomer, AGENCY, { seesHistory: false });
  const late = await service.message(exchange, client);
  const mark = (contactId: string | undefined) => service.given((db) => db.query(MARK.replace('1)', '9)'), [exchange.id, contactId]));
  await mark(coordinator.contactId);
  await mark(client.contactId);
  await mark(blind.contactId);

  const cases = (what: string, people: readonly Case[], sql: string, values: readonly unknown[] = []): RowCase[] =>
    people.map(([name, as, expect]) => ({ name: `${name} ${what}`, as, sql, values, expect }));
  const one = (name: string, as: RowCase['as'], sql: string, values: readonly unknown[], expect: RowCase['expect']): RowCase => ({
    name,
    as,
    sql,
    values,
    expect,
  });
  const sends = (name: string, as: RowCase['as'], expect: RowCase['expect'], sender = as.contactId) =>
    one(`${name} sends`, as, SEND, [exchange.id, sender, 'Good morning'], expect);
  const edits = `UPDATE messages SET content = 'Other words' WHERE id = $1`;
  const tables = ['messages', 'message_revisions', 'message_read_markers', 'message_participants'];
  const said = 'SELECT id FROM messages WHERE id = $1';

  return [
    ...cases(
      'reads what was said before it joined',
      [
        ['who sees no history', newcomer, 0],
        ['the sender', client, 1],
      ],
      said,
      [own.id],
    ),
    ...cases(
      'reads what was said since',
      [
        ['who sees no history', newcomer, 1],
        ['a former participant', former, 0],
      ],
      said,
      [late.id],
    ),
    sends('a client', client, 1),
    sends('a third party', thirdParty, 1),
    sends('an agency', agency, 1),
    sends('an admin', admin, 1),
    sends('a participant without MESSAGE', looker, 'refused'),
    sends('a participant without VIEW', blind, 'refused'),
    sends('a former participant', former, 'refused'),
    sends('a stranger', stranger, 'refused'),
    sends('nobody', NOBODY, 'refused'),
    sends('a client as the coordinator', client, 'refused', coordinator.contactId),
    sends('an admin as the coordinator', admin, 'refused', coordinator.contactId),
    one(
      'a coordinator sends a message of the platform by itself',
      coordinator,
      `INSERT INTO messages (exchange_id, content, message_type, is_system_message) VALUES ($1, 'The stage moved.', 'SYSTEM', true)`,
      [exchange.id],
      'refused',
    ),
    one(
      'a coordinator signs a message of the platform',
      coordinator,
      `INSERT INTO messages (exchange_id, sender_id, content, message_type, is_system_message) VALUES ($1, $2, 'x', 'SYSTEM', true)`,
      [exchange.id, coordinator.contactId],
      'refused',
    ),
    one(
      'a client sends a message that is gone',
      client,
      'INSERT INTO messages (exchange_id, sender_id, content, is_deleted) VALUES ($1, $2, $3, true)',
      [exchange.id, client.contactId, ''],
      'refused',
    ),
    one(
      'a client sends with a number and a time of its own',
      client,
      `WITH sent AS (INSERT INTO messages (exchange_id, sender_id, content, seq, created_at) VALUES ($1, $2, 'x', 999, '2020-01-01')
        RETURNING seq, created_at) SELECT FROM sent WHERE seq < 999 AND created_at = now()`,
      [exchange.id, client.contactId],
      1,
    ),

    ...cases(
      'edits a message',
      [
        ['the sender', client, 1],
        ['the coordinator', coordinator, 0],
        ['an admin', admin, 0],
        ['a stranger', stranger, 0],
      ],
      edits,
      [own.id],
    ),
    one('the sender edits what was said long ago', client, edits, [old.id], 'refused'),
    one('the sender takes back what was said long ago', client, 'UPDATE messages SET is_deleted = true WHERE id = $1', [old.id], 1),
    one('the sender edits what it took back', client, edits, [gone.id], 0),
    one('the sender brings back what it took back', client, 'UPDATE messages SET is_deleted = false WHERE id = $1', [gone.id], 0),
    one('who lost MESSAGE edits its own', looker, edits, [lookers.id], 0),
    // Without WHERE nothing is read, so that only the policy for UPDATE decides.
    { name: 'a coordinator edits all messages', as: coordinator, sql: 'UPDATE messages SET is_deleted = true', expect: 0 },
    { name: 'a client edits all messages', as: client, sql: 'UPDATE messages SET is_deleted = true', expect: 4 },
    ...['seq', 'sender_id', 'exchange_id', 'created_at', 'is_system_message', 'reply_to', 'client_message_id', 'message_type'].map(
      (column): RowCase =>
        one(`the sender sets ${column}`, client, `UPDATE messages SET ${column} = ${column} WHERE id = $1`, [own.id], 'refused'),
    ),

    ...cases(
      'reads earlier words',
      [
        ['the sender', client, 1],
        ['an admin', admin, 1],
        ['the coordinator', coordinator, 0],
        ['a stranger', stranger, 0],
      ],
      'SELECT id FROM message_revisions WHERE message_id = $1',
      [edited.id],
    ),
    ...cases(
      'reads words that were taken back',
      [
        ['the sender', client, 0],
        ['an admin', admin, 1],
        ['the coordinator', coordinator, 0],
      ],
      'SELECT id FROM message_revisions WHERE message_id = $1',
      [gone.id],
    ),
    ...cases(
      'finds what was taken back in the message',
      [['an admin', admin, 0]],
      `SELECT id FROM messages WHERE id = $1 AND content <> ''`,
      [gone.id],
    ),
    one(
      'the sender invents earlier words',
      client,
      `INSERT INTO message_revisions (message_id, version, content, said_at) VALUES ($1, 9, 'x', now())`,
      [own.id],
      'refused',
    ),

    ...cases(
      'reads the marker of the client',
      [
        ['its owner', client, 1],
        ['the coordinator', coordinator, 0],
        ['an admin', admin, 0],
        ['a stranger', stranger, 0],
      ],
      'SELECT id FROM message_read_markers WHERE contact_id = $1',
      [client.contactId],
    ),
    one('a participant without VIEW reads its marker', blind, 'SELECT id FROM message_read_markers', [], 0),
    one('a participant without VIEW moves its marker', blind, 'UPDATE message_read_markers SET read_seq = 1', [], 0),
    one('a client moves all markers', client, 'UPDATE message_read_markers SET read_seq = 1', [], 1),
    one('an admin moves all markers', admin, 'UPDATE message_read_markers SET read_seq = 1', [], 0),
    one('a third party marks', thirdParty, MARK, [exchange.id, thirdParty.contactId], 1),
    one('an admin marks', clerk, MARK, [exchange.id, clerk.contactId], 1),
    one('an admin marks for another', admin, MARK, [exchange.id, thirdParty.contactId], 'refused'),
    one('a third party marks for another', thirdParty, MARK, [exchange.id, agency.contactId], 'refused'),
    one('a third party marks elsewhere', thirdParty, MARK, [foreign.id, thirdParty.contactId], 'refused'),
    one('a former participant marks', former, MARK, [exchange.id, former.contactId], 'refused'),
    one('a client hands its marker over', client, 'UPDATE message_read_markers SET contact_id = contact_id', [], 'refused'),
    one(
      'a client winds its marker back, in vain',
      client,
      'WITH moved AS (UPDATE message_read_markers SET read_seq = 0 RETURNING read_seq) SELECT FROM moved WHERE read_seq > 0',
      [],
      1,
    ),
    one(
      'a third party marks what is still to be said, in vain',
      thirdParty,
      `WITH marked AS (${MARK.replace(' 1)', ' 999)')} RETURNING read_seq) SELECT FROM marked WHERE read_seq < 999`,
      [exchange.id, thirdParty.contactId],
      1,
    ),

    ...cases(
      'reads receipts',
      [
        ['the sender', client, 1],
        ['the coordinator', coordinator, 1],
        ['an admin', admin, 1],
        ['a stranger', stranger, 0],
        ['a former participant', former, 0],
        ['who sees no history', newcomer, 0],
      ],
      'SELECT id FROM message_participants WHERE message_id = $1 AND contact_id = $2',
      [own.id, coordinator.contactId],
    ),
    one(
      'a third party forges a receipt',
      thirdParty,
      'INSERT INTO message_participants (message_id, contact_id, read_at) VALUES ($1, $2, now())',
      [own.id, thirdParty.contactId],
      'refused',
    ),
    one('a coordinator takes a receipt back', coordinator, 'UPDATE message_participants SET read_at = NULL', [], 'refused'),

    ...tables.flatMap((table): RowCase[] => [
      one(`an admin deletes ${table}`, admin, `DELETE FROM ${table}`, [], 'refused'),
      one(`an admin empties ${table}`, admin, `TRUNCATE ${table} CASCADE`, [], 'refused'),
      { name: `the system reads ${table}`, as: NOBODY, role: 'system', sql: `SELECT id FROM ${table} LIMIT 1`, expect: 1 },
      {
        name: `the system writes ${table}`,
        as: NOBODY,
        role: 'system',
        sql: `UPDATE ${table} SET id = id WHERE id = (SELECT id FROM ${table} LIMIT 1)`,
        expect: 1,
      },
    ]),
  ];
}
