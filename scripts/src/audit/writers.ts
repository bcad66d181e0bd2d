import { appendToAuditLog } from '@plat/crm/audit-log/audit-log.append';
import { walkChain } from '@plat/crm/audit-log/audit-log.verify';
import { model } from '@plat/crm/data-source';
import { createLog } from '@plat/shared/config/log';
import { withClient } from '@plat/shared/database/admin-client';
import { createDataSource } from '@plat/shared/database/data-source';
import { createAsSystem } from '@plat/shared/database/system-database';
import { between, type Chance, eventOf } from './forgery';

export interface WriterOutcome {
  readonly writers: number;
  readonly appended: number;
  /** Rows that continue the same row as another one, or leave a gap, or break the chain. */
  readonly forks: number;
}

const FORKS_SQL = `SELECT count(*) - count(DISTINCT coalesce(previous_hash, '')) + max(seq) - count(*) AS forks, count(*) AS rows FROM audit_logs`;

/** Lets many append at once, each batch after batch of its own connection. @param systemUrl of crm */
export async function appendAtOnce(
  systemUrl: string,
  { writers, batches, chance }: { writers: number; batches: number; chance: Chance },
): Promise<WriterOutcome> {
  const source = await createDataSource(systemUrl, model, writers, 'plat check audit').initialize();
  try {
    const asSystem = createAsSystem(source);
    const log = createLog('crm', 'silent');
    const write = async (): Promise<number> => {
      let appended = 0;
      for (let n = 0; n < batches; n += 1) {
        const events = Array.from({ length: between(chance, 1, 20) }, () => eventOf(chance, []));
        await asSystem((db) => appendToAuditLog.batch(events, { db, log }));
        appended += events.length;
      }
      return appended;
    };
    const before = await withClient(systemUrl, (client) => client.query<{ rows: string }>(FORKS_SQL));
    const counts = await Promise.all(Array.from({ length: writers }, write));
    const appended = counts.reduce((sum, one) => sum + one, 0);
    return await withClient(systemUrl, async (client) => {
      const { rows } = await client.query<{ rows: string; forks: string }>(FORKS_SQL);
      await client.query('BEGIN');
      const report = await walkChain(client);
      await client.query('ROLLBACK');
      const lost = Number(before.rows[0]?.rows) + appended - report.rows;
      return { writers, appended, forks: Number(rows[0]?.forks) + Math.abs(lost) + (report.fault ? 1 : 0) };
    });
  } finally {
    await source.destroy();
  }
}
