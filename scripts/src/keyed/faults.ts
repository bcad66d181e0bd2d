import { withClient } from '@plat/shared/database/admin-client';
import type { DatabaseUrls } from '@plat/shared/database/service';
import type { Actor, Stage } from '../processes/stage';

/** What was broken meanwhile. */
export interface Damage {
  readonly kills: number;
  readonly connections: number;
}

/** Services whose connections to their databases are cut. */
const CUT = ['crm', 'crm', 'builds', 'exchanges'] as const;

/** Ends all connections of the requests of one service to its database, in the midst of whatever they do. */
const cutDatabase = (url: string): Promise<number> =>
  withClient(url, async (client) => {
    const { rowCount } = await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()`,
    );
    return rowCount ?? 0;
  });

/**
 * Kills one process after another, at random moments of the work, and cuts connections to databases in between.
 * @param reached resolves when so many works are done, at once when they are
 */
export async function breakThings(
  { stage, urls, chance }: { readonly stage: Stage; readonly urls: DatabaseUrls; readonly chance: () => number },
  { works, deaths }: { readonly works: number; readonly deaths: readonly Actor[] },
  reached: (done: number) => Promise<void>,
): Promise<Damage> {
  let connections = 0;
  const share = works / (deaths.length + 1);
  for (const [n, actor] of deaths.entries()) {
    await reached(Math.floor(share * (n + 0.5 + chance() / 2)));
    connections += await cutDatabase(urls[CUT[Math.floor(chance() * CUT.length)] as (typeof CUT)[number]].app);
    await reached(Math.floor(share * (n + 1)));
    await stage.kill(actor);
    await stage.begin(actor);
  }
  return { kills: deaths.length, connections };
}
