import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDataSource } from '@plat/shared/database/data-source';
import { createAsSystem } from '@plat/shared/database/system-database';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import type { DataSource } from 'typeorm';
import { assertAuditKey } from '../src/audit-log/audit-log.start';
import { model } from '../src/data-source';
import { AUDIT_KEYS, anEvent, audited } from './audit-log.factory';
import { startTestCrm, type TestCrm } from './crm.factory';

const OTHER = Buffer.alloc(32, 'other');
let crm: TestCrm;
let system: DataSource;
beforeAll(async () => {
  crm = await startTestCrm({ database: await freshDatabase('crm') });
  system = await createDataSource(crm.database.system, model, 1, 'audit key').initialize();
});
afterAll(() => Promise.all([crm.stop(), system.destroy()]));

const starts = (key: Buffer, ...former: { key: Buffer; until: bigint }[]) =>
  assertAuditKey({ key, former })(createAsSystem(system)).then(
    () => 'starts',
    (error: Error) => error.message,
  );

describe('crm', () => {
  it('starts on a log that is empty, or ends under its key or under a former one, and says otherwise what to do', async () => {
    expect(await starts(OTHER)).toBe('starts');
    await audited(crm, anEvent(), anEvent());
    expect(await starts(AUDIT_KEYS.key)).toBe('starts');
    expect(await starts(OTHER)).toMatch(/at 2, is not .* PLAT_AUDIT_FORMER_KEYS=<that key>@2 besides.*audit:verify/);
    expect(await starts(OTHER, { key: AUDIT_KEYS.key, until: 2n })).toBe('starts');
    expect(await starts(OTHER, { key: AUDIT_KEYS.key, until: 1n })).toMatch(/at 2/);
  });

  it('is not started by a definition whose key is another one', async () => {
    await audited(crm, anEvent());
    await expect(startTestCrm({ database: crm.database, auditKey: OTHER })).rejects.toThrow(/PLAT_AUDIT_KEY/);
  });
});
