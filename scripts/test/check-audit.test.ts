import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditKeys } from '@plat/crm/audit-log/audit-log.key';
import { withClient } from '@plat/shared/database/admin-client';
import { freshDatabase, type TestDatabase } from '@plat/shared/testing/test-databases';
import { attackLog } from '../src/audit/attacks';
import { chanceOf } from '../src/audit/forgery';
import { killWhileAppending } from '../src/audit/kills';
import { prepareLog } from '../src/audit/prepare';
import { appendAtOnce } from '../src/audit/writers';

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'plat-audit-'));
let database: TestDatabase;
let keys: AuditKeys;
beforeAll(async () => {
  database = await freshDatabase('crm');
});
afterAll(() => rmSync(folder, { recursive: true }));

const prepared = (client: Parameters<typeof prepareLog>[0]) => prepareLog(client, 20, chanceOf(7), join(folder, 'heads.jws'));
const verify = (url: string, env: Record<string, string> = {}, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=source', '--import=tsx', 'scripts/src/audit-verify.ts', ...args],
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, PLAT_DIRECTORY: folder, CRM_SYSTEM_DATABASE_URL: url, ...env } },
  );
  return { status, says: `${stdout}${stderr}`.trim() };
};

describe('attacks on the audit log, past all triggers', () => {
  it('are all noticed, and the log itself is whole', async () => {
    await withClient(database.admin, async (client) => {
      const log = await prepared(client);
      keys = log.keys;
      const outcome = await attackLog(log, 100);
      expect(outcome).toMatchObject({ inputs: 100, undetected: [], untouched: 10, falseAlarms: 0 });
      expect(Object.keys(outcome.kinds).length).toBe(10);
      expect(outcome.withoutHeads).toBe(100 - (outcome.kinds.tailCut ?? 0) - (outcome.kinds.stolenKey ?? 0));
      const blind = await attackLog(log, 10, async () => ({ rows: 0 }));
      expect([blind.undetected.length, blind.falseAlarms]).toEqual([10 + blind.withoutHeads, 1]);
    });
  });

  it('show without any head too, unless they leave the log as it was once, or are made with the key', async () => {
    await withClient(database.admin, async (client) => {
      const log = { client, users: [], rows: 20, keys, heads: () => undefined, chance: chanceOf(1) };
      const { kinds, undetected } = await attackLog(log, 60);
      expect(undetected.filter((one) => !/^(tailCut|stolenKey):/.test(one))).toEqual([]);
      expect(undetected.filter((one) => one.startsWith('tailCut')).length).toBe(kinds.tailCut);
    });
  });

  it('are named by the command, which ends with 1 then and with 0 before, with the keys of its environment', async () => {
    const whole = { status: 0, says: expect.stringMatching(/^The audit log is whole: 20 rows, head 20 [0-9a-f]{64}\.$/) };
    expect(verify(database.system)).toMatchObject({ status: 1, says: expect.stringContaining('PLAT_AUDIT_KEY: is missing') });
    const former = `${keys.former[0]?.key.toString('base64url')}@5`;
    const present = keys.key.toString('base64url');
    expect(verify(database.system, { PLAT_AUDIT_KEY: present, PLAT_AUDIT_FORMER_KEYS: former })).toMatchObject(whole);
    expect(verify(database.system, { PLAT_AUDIT_KEY: present, PLAT_AUDIT_FORMER_KEYS: former.replace('@5', '@0') })).toMatchObject({
      status: 1,
      says: expect.stringMatching(/PLAT_AUDIT_FORMER_KEYS: must be key@seq/),
    });
    const env = { PLAT_AUDIT_KEY: present, PLAT_AUDIT_FORMER_KEYS: former };
    expect(verify(database.system, env)).toMatchObject(whole);
    const alone = verify(database.system, { PLAT_AUDIT_KEY: present });
    expect(alone).toMatchObject({ status: 1, says: expect.stringContaining('at row 1 (hash)') });
    expect(verify(database.app, env)).toMatchObject({ status: 1, says: expect.stringContaining('does not see the audit log') });
    await withClient(database.admin, (client) =>
      client.query(`ALTER TABLE audit_logs DISABLE TRIGGER USER; UPDATE audit_logs SET action = 'forged' WHERE seq = 11;
        ALTER TABLE audit_logs ENABLE ALWAYS TRIGGER audit_logs_keep, ENABLE ALWAYS TRIGGER audit_logs_keep_all`),
    );
    expect(verify(database.system, env)).toEqual({
      status: 1,
      says: 'The audit log is broken at row 11 (hash): its hash is not that of its columns under the key of its place. 11 rows were read.',
    });
    expect(verify(database.system, env, '--heads')).toMatchObject({ status: 1, says: expect.stringContaining('--heads FILE') });
  });
});

describe('processes that are killed while they append', () => {
  it('leave one chain, in which every event is once', async () => {
    const { system } = await freshDatabase('crm');
    expect(await killWhileAppending(system, { kills: 1, chance: chanceOf(5) })).toMatchObject({ broken: 0 });
  }, 60_000);
});

describe('sixteen writers at once', () => {
  it('keep one chain', async () => {
    const { system } = await freshDatabase('crm');
    const outcome = await appendAtOnce(system, { writers: 16, batches: 2, chance: chanceOf(3) });
    expect(outcome).toMatchObject({ writers: 16, forks: 0 });
    expect(outcome.appended).toBeGreaterThan(32);
  });
});
