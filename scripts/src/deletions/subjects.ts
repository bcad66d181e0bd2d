import { randomUUID } from 'node:crypto';
import { withClient } from '@plat/shared/database/admin-client';
import type { DatabaseUrls, ServiceName } from '@plat/shared/database/service';
import type { Keyed } from '../keyed/client';

/** Something of crm that is going to be deleted, and to which rows of other services refer. */
export interface Subject {
  readonly type: 'User' | 'Contact' | 'Client';
  readonly id: string;
  /** Another service keeps it. */
  readonly isKept: boolean;
}

/** Somebody who takes part in an exchange, and whose rights in it are changed again and again. */
export interface Part {
  readonly id: string;
  readonly exchangeId: string;
  readonly contactId: string;
}

const MAIL = `gen_random_uuid() || '@example.com'`;
const SERIES = 'generate_series(1, $1::int)';
const CONTACTS = `INSERT INTO contacts (email, type) SELECT ${MAIL}, 'OTHER' FROM ${SERIES} RETURNING id`;
const CLIENTS = `INSERT INTO clients (name) SELECT 'Ends' FROM ${SERIES} RETURNING id`;
const USERS = `INSERT INTO users (username, email, password_hash)
  SELECT name, name || '@example.com', 'none' FROM (SELECT gen_random_uuid()::text AS name FROM ${SERIES}) AS names RETURNING id`;
const PROPERTIES = `INSERT INTO properties (user_id, address, property_type)
  SELECT unnest($1::uuid[]), '{"line1":"1","city":"c","state":"s","zip":"z"}', 'house' RETURNING id`;
const FILE = `'Deed', 'deed.pdf', 'pdf', 'https://files.example.com/deed.pdf'`;

/**
 * Makes as many of each kind, with rows that refer to them in all services: what goes along, what loses it, and what keeps it.
 * Users bring a private contact, a contributor, a calendar, a platform, a property and papers of all that.
 */
export async function makeSubjects(urls: DatabaseUrls, each: number): Promise<Subject[]> {
  const run = async (service: ServiceName, sql: string, ...values: unknown[]): Promise<string[]> => {
    const { rows } = await withClient(urls[service].system, (client) => client.query<{ id: string }>(sql, values));
    return rows.map(({ id }) => id);
  };
  const [users, contacts, kept] = [await run('crm', USERS, each), await run('crm', CONTACTS, each), await run('crm', CONTACTS, each)];
  const [clients, booked] = [await run('crm', CLIENTS, each), await run('crm', CLIENTS, each)];
  const notes = await run(
    'crm',
    `INSERT INTO contacts (owner_user_id, email, type) SELECT unnest($1::uuid[]), ${MAIL}, 'OTHER' RETURNING id`,
    users,
  );
  const properties = await run('crm', PROPERTIES, users);
  const contributors = await run(
    'builds',
    'INSERT INTO contributors (user_id, contact_id) SELECT * FROM unnest($1::uuid[], $2::uuid[]) RETURNING id',
    users,
    notes,
  );
  await run('builds', `INSERT INTO builds (client_id, status) SELECT unnest($1::uuid[]), 'INQUIRY'`, clients);
  await run('builds', `INSERT INTO projects (client_id, wedding_date) SELECT unnest($1::uuid[]), '2030-06-01'`, booked);
  await run(
    'sync',
    `INSERT INTO platform_connections (user_id, name, platform, root_path, credentials_ciphertext, nonce, salt)
      SELECT unnest($1::uuid[]), 'Papers', 'DROPBOX', '/', '-', '-', '-'`,
    users,
  );
  await run(
    'sync',
    `INSERT INTO calendar_sync_tokens (user_id, contributor_id, provider, refresh_token_ciphertext, nonce, salt)
      SELECT u, c, 'GOOGLE', '-', '-', '-' FROM unnest($1::uuid[], $2::uuid[]) AS of (u, c)`,
    users,
    contributors,
  );
  const exchanges = await run(
    'exchanges',
    `INSERT INTO exchanges (exchange_number, name, client_id, coordinator_id)
      SELECT gen_random_uuid(), 'Ends', c, c FROM unnest($1::uuid[]) AS c RETURNING id`,
    contacts,
  );
  await run(
    'exchanges',
    `INSERT INTO exchange_participants (exchange_id, contact_id, assigned_by, role, permissions)
      SELECT e, k, c, 'AGENCY', '{VIEW}' FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS of (e, k, c)`,
    exchanges,
    kept,
    contacts,
  );
  await run(
    'documents',
    `INSERT INTO documents (origin, user_id, uploaded_by, property_id, document_type, title, file_name, file_type, file_url)
      SELECT 'REAL_ESTATE', u, u, p, 'DEED', ${FILE} FROM unnest($1::uuid[], $2::uuid[]) AS of (u, p)`,
    users,
    properties,
  );
  await run(
    'documents',
    `INSERT INTO documents (origin, exchange_id, uploaded_by, title, file_name, file_type, file_url)
      SELECT 'EXCHANGE', e, u, ${FILE} FROM unnest($1::uuid[], $2::uuid[]) AS of (e, u)`,
    exchanges,
    users,
  );
  const all = { User: [users, []], Contact: [contacts, kept], Client: [clients, booked] } as const;
  const subjects = (type: Subject['type'], ids: readonly string[], isKept: boolean) => ids.map((id): Subject => ({ type, id, isKept }));
  return Object.entries(all).flatMap(([type, [free, held]]) => [
    ...subjects(type as Subject['type'], free, false),
    ...subjects(type as Subject['type'], held, true),
  ]);
}

/** People who take part in an exchange of their own, as the events of those who added them told. */
export async function makeParts({ crm, exchanges }: DatabaseUrls, count: number): Promise<Part[]> {
  const { rows: contacts } = await withClient(crm.system, (client) => client.query<{ id: string }>(CONTACTS, [count]));
  const { rows } = await withClient(exchanges.system, (client) =>
    client.query<Part>(
      `WITH opened AS (INSERT INTO exchanges (exchange_number, name) SELECT gen_random_uuid(), 'Goes on' FROM unnest($1::uuid[]) RETURNING id)
        INSERT INTO exchange_participants (exchange_id, contact_id, role, permissions)
        SELECT e.id, c.id, 'AGENCY', '{VIEW}' FROM (SELECT id, row_number() OVER () AS n FROM opened) AS e
          JOIN unnest($1::uuid[]) WITH ORDINALITY AS c (id, n) USING (n)
        RETURNING id, exchange_id AS "exchangeId", contact_id AS "contactId"`,
      [contacts.map(({ id }) => id)],
    ),
  );
  return rows;
}

/** The deletion of a subject, by somebody who tries again until it is done or refused. */
export const deletionOf = ({ type, id }: Subject): Keyed => ({
  key: randomUUID(),
  query: `mutation ($id: ID!) { gone: delete${type}(id: $id) { id } }`,
  variables: { id },
  writes: { gone: type },
  refusals: ['REFERENCED'],
});

/** The n-th change of somebody's part, from 1. */
export const turnOf = ({ id }: Part, n: number): Keyed => ({
  key: randomUUID(),
  query: 'mutation ($input: UpdateExchangeParticipantInput!) { part: updateExchangeParticipant(input: $input) { id } }',
  variables: { input: { id, version: n, permissions: n % 2 ? ['VIEW', 'MESSAGE'] : ['VIEW'] } },
  writes: { part: 'ExchangeParticipant' },
});
