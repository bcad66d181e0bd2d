import { SetupError } from '@plat/shared/database/setup-error';
import type { AsSystem } from '@plat/shared/database/system-database';
import type { AuditKeys } from './audit-log.key';
import { placeOfForeignHead } from './audit-log.verify';

/**
 * Chained with another key, the log would be broken from here on, and nobody would know before it is verified.
 * @throws SetupError when the log's last row is not under the key of its place
 */
export const assertAuditKey =
  (keys: AuditKeys) =>
  async (asSystem: AsSystem): Promise<void> => {
    const seq = await asSystem((db) => placeOfForeignHead((sql) => db.query(sql), keys));
    if (seq === undefined) return;
    throw new SetupError(
      `The last row of the audit log, at ${seq}, is not as it was written under PLAT_AUDIT_KEY. Start crm with the key that it had before; if you change the key, set PLAT_AUDIT_FORMER_KEYS=<that key>@${seq} besides; if it is the same, "npm run audit:verify" says what was changed (docs/audit.md).`,
    );
  };
