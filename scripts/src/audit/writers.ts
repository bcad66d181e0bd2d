import { randomBytes } from 'node:crypto';
import { appendToAuditLog } from '@plat/crm/audit-log/audit-log.append';
import type { AuditKeys } from '@plat/crm/audit-log/audit-log.key';
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

const FORKS_SQL = `SELECT count(*) - count(DISTINCT coalesce(previous_hash, '')) + max(seq) - count(*) AS forks FROM audit_logs`;

/** Lets many append to an empty log at once, each batch after batch of its own connection. @param systemUrl of crm */
export async function appendAtOnce(
  systemUrl: string,
  { writers, batches, chance }: { writers: number; batches: number; chance: Chance },
): Promise<WriterOutcome> {
  const keys: AuditKeys = { key: randomBytes(32), former: [] };
  const source = await createDataSource(systemUrl, model, writers, 'plat check audit').initialize();
  try {
    const asSystem = createAsSystem(source);
    const log = createLog('crm', 'silent');
    const write = async (): Promise<number> => {
      let appended = 0;
      for (let n = 0; n < batches; n += 1) {
        const events = Array.from({ length: between(chance, 1, 20) }, () => eventOf(chance, []));
        await asSystem((db) => appendToAuditLog(keys.key).batch(events, { db, log }));
        appended += events.length;
      }
      return appended;
    };
    const counts = await Promise.all(Array.from({ length: writers }, write));
    const appended = counts.reduce((sum, one) => sum + one, 0);
    return await withClient(systemUrl, async (client) => {
      const { rows } = await client.query<{ forks: string }>(FORKS_SQL);
      await client.query('BEGIN');
      const report = await walkChain(client, keys);
      await client.query('ROLLBACK');
      const lost = appended - report.rows;
      return { writers, appended, forks: Number(rows[0]?.forks) + Math.abs(lost) + (report.fault ? 1 : 0) };
    });
  } finally {
    await source.destroy();
  }
}
