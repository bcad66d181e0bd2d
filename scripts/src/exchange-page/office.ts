import { ROLE_MATRIX } from '@plat/shared/access/role-matrix';
import { withClient } from '@plat/shared/database/admin-client';
import type { DatabaseUrls, ServiceName } from '@plat/shared/database/service';
import { type Account, anAccount, anAdministrator } from '../processes/administrator';
import { DOCUMENTS, EXCHANGES, GRANTS } from './office.statements';

/** How large an office is. A thousand exchanges of five coordinators make 1,119 contacts and 100,000 messages. */
export interface OfficeSize {
  readonly exchanges: number;
  readonly coordinators: number;
}

/** An exchange, and what is in it. */
export interface LoadedExchange {
  readonly id: string;
  readonly messages: number;
  readonly participants: number;
}

/** Who looks at the office, and what the coordinator has in hand. */
export interface Office {
  readonly coordinator: Account;
  readonly administrator: Account;
  readonly own: readonly LoadedExchange[];
  readonly rows: Readonly<Record<string, number>>;
}

/** Vendors, agents, escrow officers: whoever takes part besides. */
const OTHERS = 114;
/** How many exchanges are filled by one statement, which no role may take too long for. */
const AT_ONCE = 50;
/** How much is said in ten exchanges that follow one another: a hundred each, taken together. */
const SAID = [5, 50, 60, 80, 100, 105, 110, 120, 150, 220];

const CONTACTS = `INSERT INTO contacts (email, type, first_name, last_name, company_name)
  SELECT 'person-' || n || '@' || gen_random_uuid() || '.example.com', 'OTHER', 'Pat', 'Person ' || n, CASE WHEN n % 4 = 0 THEN 'Company ' || n END
  FROM generate_series(1, $1::int) n RETURNING id`;

/**
 * Fills migrated databases with an office at work: exchanges with one to ten participants, five to 220 messages, tasks,
 * properties, deadlines and documents. By a few statements past the services, under the tables' checks and triggers.
 */
export async function loadOffice(urls: DatabaseUrls, { exchanges, coordinators }: OfficeSize): Promise<Office> {
  const run = (service: ServiceName, sql: string, values: unknown[] = []) =>
    withClient(urls[service].system, async (client) => (await client.query<{ id: string }>(sql, values)).rows);
  const contacts = (await run('crm', CONTACTS, [coordinators + exchanges + OTHERS])).map(({ id }) => id);
  const coordinator = await anAccount(urls.crm, 'COORDINATOR', contacts[0]);
  const administrator = await anAdministrator(urls.crm);

  const plan = Array.from({ length: exchanges }, (_, n) => {
    const round = Math.floor(n / coordinators);
    return { messages: SAID[round % 10] as number, participants: 1 + (Math.floor(round / 10) % 10) };
  });
  const { opened, ...filling } = EXCHANGES;
  const ids = (
    await run('exchanges', opened, [
      Array.from({ length: exchanges }, (_, n) => contacts[coordinators + n]),
      Array.from({ length: exchanges }, (_, n) => contacts[n % coordinators]),
    ])
  ).map(({ id }) => id);
  const loaded = plan.map((one, n) => ({ ...one, id: ids[n] as string }));
  const people = loaded.flatMap(({ id, participants }, n) =>
    Array.from({ length: participants }, (_, place) => {
      const role = place === 0 ? 'COORDINATOR' : place === 1 ? 'CLIENT' : place % 2 ? 'AGENCY' : 'THIRD_PARTY';
      const contact =
        place === 0 ? n % coordinators : place === 1 ? coordinators + n : coordinators + exchanges + ((n * 7 + place) % OTHERS);
      return { exchange_id: id, place, role, contact_id: contacts[contact], permissions: ROLE_MATRIX[role] };
    }),
  );
  for (let n = 0; n < exchanges; n += AT_ONCE) {
    const some = loaded.slice(n, n + AT_ONCE).map((one, place) => ({ ...one, n: n + place }));
    const among = new Set(some.map(({ id }) => id));
    const filled = [JSON.stringify(people.filter((one) => among.has(one.exchange_id))), JSON.stringify(some)];
    for (const sql of Object.values(filling)) await run('exchanges', sql, filled);
  }
  await run('documents', GRANTS, [JSON.stringify(people)]);
  await run('documents', DOCUMENTS, [ids, coordinator.id]);
  // Statistics are taken by whom the tables belong to.
  for (const service of ['crm', 'exchanges', 'documents'] as const)
    await withClient(urls[service].owner, (client) => client.query('ANALYZE'));
  const sum = (of: readonly number[]) => of.reduce((all, one) => all + one, 0);
  return {
    coordinator,
    administrator,
    own: loaded.filter((_, n) => n % coordinators === 0),
    rows: { exchanges, contacts: contacts.length, participants: people.length, messages: sum(plan.map(({ messages }) => messages)) },
  };
}
