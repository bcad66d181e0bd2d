import type { Viewer } from '../access/viewer';
import type { RowCase } from './row-wall';

const EVENT = `INSERT INTO outbox_events (type, subject_type, subject_id, actor_user_id, payload)
  VALUES ('thing.made', 'Thing', '1', NULL, '{}') RETURNING id, seq`;
const recorded = (columns: string, values: string) => `WITH event AS (${EVENT})
  INSERT INTO outbox_deliveries (event_id, subscriber, seq, subject${columns}) SELECT id, 'crm', seq, 'Thing/1'${values} FROM event`;
const event = (column: string, value: string) =>
  `INSERT INTO outbox_events (type, subject_type, payload, ${column}) VALUES ('thing.made', 'Thing', '{}', ${value})`;

/** What a request may do with the tables of events: record one, and nothing else, whoever it is for. */
export const eventRows = (as: Viewer): RowCase[] => {
  const refused = (name: string, sql: string): RowCase => ({ name: `a request ${name}`, as, sql, expect: 'refused' });
  return [
    { name: 'a request records an event', as, sql: recorded('', ''), expect: 1 },
    refused('reads what was recorded', 'SELECT payload FROM outbox_events'),
    refused('reads who did it', 'SELECT actor_user_id FROM outbox_events'),
    refused('reads whether it was told', 'SELECT delivered_at FROM outbox_events'),
    refused('changes what was recorded', `UPDATE outbox_events SET payload = '{}'`),
    refused('takes back what was recorded', 'DELETE FROM outbox_events'),
    refused('empties what was recorded', 'TRUNCATE outbox_events CASCADE'),
    refused('chooses the id of an event', event('id', 'gen_random_uuid()')),
    refused('chooses the time of an event', event('occurred_at', `now() - interval '1 year'`)),
    refused('records an event as told', event('delivered_at', 'now()')),
    refused('reads what is to be told', 'SELECT event_id FROM outbox_deliveries'),
    refused('counts what is to be told', 'SELECT count(*) FROM outbox_deliveries'),
    refused('says that something was told', 'UPDATE outbox_deliveries SET delivered_at = now()'),
    refused('parks what is to be told', 'UPDATE outbox_deliveries SET parked_at = now()'),
    refused('has it told to nobody', 'DELETE FROM outbox_deliveries'),
    refused('locks what is to be told', 'SELECT FROM outbox_deliveries FOR UPDATE'),
    refused('locks the table', 'LOCK TABLE outbox_deliveries IN ACCESS EXCLUSIVE MODE'),
    refused('records something that is told already', recorded(', delivered_at', ', now()')),
    refused('records something that is told never', recorded(', next_at', `, 'infinity'`)),
    refused('records something that is parked', recorded(', parked_at', ', now()')),
    refused('records something that is out of attempts', recorded(', attempts', ', 10')),
    refused('reads what was taken', 'SELECT event_id FROM inbox_events'),
    refused('says that something was taken', `INSERT INTO inbox_events (event_id, source) VALUES (gen_random_uuid(), 'crm')`),
    refused('has something taken again', 'DELETE FROM inbox_events'),
  ];
};
