import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '@plat/shared/database/admin-client';
import { SERVICES } from '@plat/shared/database/service';
import { DEMO_PIN } from '@plat/shared/demo/demo-world';
import { type AccessReport, compareAccesses } from '../../scripts/src/audit/accesses';
import { startTestStack, type TestStack } from './test-stack';

const UNLOCK = 'mutation ($input: UnlockDocumentInput!) { unlockDocument(input: $input) { token } }';

/** What somebody may write who is above all policies and triggers: other bytes in each column. */
const CHANGES: readonly (readonly [column: string, value: string])[] = [
  ['document_id', 'gen_random_uuid()'],
  ['user_id', 'gen_random_uuid()'],
  ['user_id', 'NULL'],
  ['action', `'VIEW'`],
  ['ip_address', `'198.51.100.1'`],
  ['ip_address', 'NULL'],
  ['user_agent', `user_agent || ' '`],
  ['user_agent', 'NULL'],
  ['success', 'NOT success'],
  ['error_message', `coalesce(error_message, '') || '.'`],
  ['created_at', `created_at + interval '1 microsecond'`],
  ['document_title', `'Another title'`],
  ['actor_name', `actor_name || ' II'`],
  ['actor_email', 'NULL'],
  ['version_number', 'coalesce(version_number, 0) + 1'],
  ['session_id', 'gen_random_uuid()'],
];

describe('the log of accesses, by what the audit log has of it', () => {
  let stack: TestStack;
  let rows: readonly { readonly id: string }[];
  beforeAll(async () => {
    stack = await startTestStack();
    const coordinator = await stack.signIn('COORDINATOR');
    const [paper] = await stack.lookInto('documents', 'SELECT id FROM documents WHERE pin_protected LIMIT 1');
    for (const pin of ['730284', DEMO_PIN])
      await stack.ask(UNLOCK, { input: { documentId: paper?.id, pin } }, coordinator, { 'user-agent': 'chain test' });
    for (const service of SERVICES) await stack.subgraphs[service].runJobs();
    rows = (await stack.lookInto(
      'documents',
      `SELECT id FROM document_access_logs WHERE action = 'PIN_ATTEMPT' ORDER BY created_at`,
    )) as never;
  }, 120_000);
  afterAll(() => stack.stop());

  const compare = (): Promise<AccessReport> =>
    withClient(stack.databases.crm.admin, (crm) =>
      withClient(stack.databases.documents.admin, (documents) => compareAccesses(crm, documents)),
    );
  /** As the superuser, past all triggers. */
  const force = (sql: string) =>
    stack.lookInto(
      'documents',
      `DO $do$ BEGIN ALTER TABLE document_access_logs DISABLE TRIGGER ALL; ${sql};
        ALTER TABLE document_access_logs ENABLE ALWAYS TRIGGER document_access_logs_keep, ENABLE ALWAYS TRIGGER document_access_logs_keep_all; END $do$`,
    );

  it('is whole, with the names of who it was, by the demo’s own PIN', async () => {
    expect(rows).toHaveLength(2);
    const [row] = await stack.lookInto(
      'documents',
      'SELECT actor_name, actor_email, user_agent, success FROM document_access_logs WHERE id = $1',
      [rows[1]?.id],
    );
    expect(row).toMatchObject({
      actor_name: expect.any(String),
      actor_email: expect.stringContaining('@'),
      user_agent: 'chain test',
      success: true,
    });
    const report = await compare();
    expect(report).toEqual({ rows: expect.any(Number), pending: 0 });
    expect(report.rows).toBeGreaterThanOrEqual(3);
  });

  it.each(CHANGES)('shows that %s has become %s', async (column, value) => {
    for (const { id } of rows) {
      await force(`UPDATE document_access_logs SET ${column} = ${value} WHERE id = '${id}'`);
      const { fault } = await compare();
      await force(`DELETE FROM document_access_logs WHERE id = '${id}'`);
      await restore(id);
      expect(fault).toMatchObject({ id, kind: 'changed', says: expect.stringContaining(column) });
    }
    expect((await compare()).fault).toBeUndefined();
  });

  /** Writes a row anew from what was recorded of it. */
  const restore = async (id: string) => {
    const [recorded] = await stack.lookInto(
      'crm',
      `SELECT new_values AS values FROM audit_logs WHERE entity_id = $1 AND entity_type = 'DocumentAccessLog'`,
      [id],
    );
    const text = JSON.stringify(recorded?.values).replaceAll("'", "''");
    await force(`INSERT INTO document_access_logs SELECT * FROM jsonb_populate_record(NULL::document_access_logs, '${text}'::jsonb)`);
  };

  it('shows that a row is gone, and that one was added', async () => {
    const id = rows[0]?.id as string;
    await force(`DELETE FROM document_access_logs WHERE id = '${id}'`);
    const gone = await compare();
    await restore(id);
    expect(gone.fault).toMatchObject({ id, kind: 'missing' });
    await force(
      `INSERT INTO document_access_logs (id, document_id, action) VALUES ('ffffffff-ffff-4fff-bfff-ffffffffffff', gen_random_uuid(), 'VIEW')`,
    );
    const added = await compare();
    await force(`DELETE FROM document_access_logs WHERE id = 'ffffffff-ffff-4fff-bfff-ffffffffffff'`);
    expect(added.fault).toMatchObject({ id: 'ffffffff-ffff-4fff-bfff-ffffffffffff', kind: 'added' });
    expect((await compare()).fault).toBeUndefined();
  });

  it('takes what is still on its way for no fault', async () => {
    const coordinator = await stack.signIn('COORDINATOR');
    const [paper] = await stack.lookInto('documents', 'SELECT id FROM documents WHERE pin_protected LIMIT 1');
    await stack.ask(UNLOCK, { input: { documentId: paper?.id, pin: '904173' } }, coordinator);
    expect(await compare()).toMatchObject({ pending: 1 });
    for (const service of SERVICES) await stack.subgraphs[service].runJobs();
    expect(await compare()).toEqual({ rows: expect.any(Number), pending: 0 });
  });
});
