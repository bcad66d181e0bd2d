import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '@plat/shared/database/admin-client';
import { freshDatabase, type TestDatabase } from '@plat/shared/testing/test-databases';
import { attackLog } from '../src/audit/attacks';
import { chanceOf } from '../src/audit/forgery';
import { prepareLog } from '../src/audit/prepare';
import { appendAtOnce } from '../src/audit/writers';

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'plat-audit-'));
let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase('crm');
});
afterAll(() => rmSync(folder, { recursive: true }));

const prepared = (client: Parameters<typeof prepareLog>[0]) => prepareLog(client, 20, chanceOf(7), join(folder, 'heads.jws'));
const verify = (url: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=source', '--import=tsx', 'scripts/src/audit-verify.ts', ...args],
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, CRM_SYSTEM_DATABASE_URL: url } },
  );
  return { status, says: `${stdout}${stderr}`.trim() };
};

describe('attacks on the audit log, past all triggers', () => {
  it('are all noticed, and the log itself is whole', async () => {
    await withClient(database.admin, async (client) => {
      const log = await prepared(client);
      const outcome = await attackLog(log, 100);
      expect(outcome).toMatchObject({ inputs: 100, undetected: [], untouched: 10, falseAlarms: 0 });
      expect(Object.keys(outcome.kinds).length).toBe(8);
      const { undetected, falseAlarms } = await attackLog(log, 10, async () => ({ rows: 0 }));
      expect([undetected.length, falseAlarms]).toEqual([10, 1]);
    });
  });

  it('are named by the command, which ends with 1 then and with 0 before', async () => {
    expect(verify(database.system)).toMatchObject({
      status: 0,
      says: expect.stringMatching(/^The audit log is whole: 20 rows, head 20 [0-9a-f]{64}\.$/),
    });
    expect(verify(database.app)).toMatchObject({ status: 1, says: expect.stringContaining('does not see the audit log') });
    await withClient(database.admin, (client) =>
      client.query(`ALTER TABLE audit_logs DISABLE TRIGGER USER; UPDATE audit_logs SET action = 'forged' WHERE seq = 11;
        ALTER TABLE audit_logs ENABLE ALWAYS TRIGGER audit_logs_keep, ENABLE ALWAYS TRIGGER audit_logs_keep_all`),
    );
    expect(verify(database.system)).toEqual({
      status: 1,
      says: 'The audit log is broken at row 11 (hash): its hash is not that of its columns. 11 rows were read.',
    });
    appendFileSync(join(folder, 'other.jws'), 'x\n');
    expect(verify(database.system, '--heads')).toMatchObject({ status: 1, says: expect.stringContaining('--heads FILE') });
  });
});

describe('sixteen writers at once', () => {
  it('keep one chain', async () => {
    const { system } = await freshDatabase('crm');
    const outcome = await appendAtOnce(system, { writers: 16, batches: 2, chance: chanceOf(3) });
    expect(outcome).toMatchObject({ writers: 16, forks: 0 });
    expect(outcome.appended).toBeGreaterThan(32);
  });
});
