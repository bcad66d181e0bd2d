import { Viewer } from '@plat/shared/access/viewer';
import { explain } from '@plat/shared/database/explain';
import type { ServiceUrls } from '@plat/shared/database/service';
import type { SentStatement } from '@plat/shared/database/watch-statements';

/** What one request costs a service's database. */
export interface Cost {
  /** But for the frames of transactions. */
  readonly statements: number;
  readonly rowsRead: number;
  readonly pages: number;
  /** Of planning and executing them, one after another, on a connection that has done so before. */
  readonly milliseconds: number;
  /** Tables that are read from one end to the other. */
  readonly sequentialScans: readonly string[];
}

/** What opens a transaction that reads, and says who asks. */
const OPENING = /^SELECT num_nulls\(set_config/;
const IDENTITY = /set_config\('app\.(\w+)', \$(\d)/g;

/** The statements of requests, without the service's own and without the frames of transactions. */
export const ofRequests = (sent: readonly SentStatement[]): SentStatement[] =>
  sent.filter(({ by, sql }) => /^plat \w+$/.test(by) && !OPENING.test(sql));

/** Executes what was sent once more, as who sent it, and adds up what that reads. */
export async function costOf(urls: ServiceUrls, sent: readonly SentStatement[]): Promise<Cost> {
  const statements = ofRequests(sent);
  const opening = sent.find(({ sql }) => OPENING.test(sql));
  const said = Object.fromEntries(
    [...(opening?.sql ?? '').matchAll(IDENTITY)].map(([, name, n]) => [name, opening?.values[Number(n) - 1]]),
  );
  const viewer = new Viewer({
    userId: said.user_id,
    role: said.role as 'ADMIN',
    permissions: (said.permissions ?? '').split(',').filter(Boolean) as never[],
    ...(said.contact_id && { contactId: said.contact_id }),
    ...(said.client_id && { clientId: said.client_id }),
  });
  const cost = { statements: statements.length, rowsRead: 0, pages: 0, milliseconds: 0 };
  const scans = new Set<string>();
  for (const statement of statements) {
    const { rowsRead, pages, milliseconds, sequentialScans } = await explain(urls.app, viewer, statement, { isWarm: true });
    cost.rowsRead += rowsRead;
    cost.pages += pages;
    cost.milliseconds += milliseconds;
    for (const table of sequentialScans) scans.add(table);
  }
  return { ...cost, milliseconds: Math.round(cost.milliseconds * 10) / 10, sequentialScans: [...scans].sort() };
}
