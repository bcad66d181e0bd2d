import { randomUUID } from 'node:crypto';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { anEvent, audited } from './audit-log.factory';
import { type TestCrm, viewerOf } from './crm.factory';

/** What the database answers about the audit log. */
export async function auditLogRows(crm: TestCrm): Promise<RowCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin] = [viewerOf(ann), viewerOf(bob), viewerOf(boss)];
  const [id] = await audited(crm, anEvent({ actorUserId: ann.id }));
  const reads = (name: string, as: Viewer, expect: number): RowCase => ({
    name: `${name} reads an entry of the audit log`,
    as,
    sql: 'SELECT id FROM audit_logs WHERE id = $1',
    values: [id],
    expect,
  });
  const add = `INSERT INTO audit_logs (source_subgraph, action, entity_type, hash, seq, user_id) VALUES ('crm', 'a.b', 'A', 'h', 0, $1)`;
  const changes: readonly (readonly [string, string])[] = [
    ['changes', `UPDATE audit_logs SET action = 'nothing' WHERE id = $1`],
    ['takes its name out of', 'UPDATE audit_logs SET user_id = NULL WHERE id = $1'],
    ['deletes from', 'DELETE FROM audit_logs WHERE id = $1'],
  ];
  return [
    reads('who did it', owner, 1),
    reads('stranger', stranger, 0),
    reads('admin', admin, 1),
    reads('support', aViewer('SUPPORT'), 0),
    reads('nobody', NOBODY, 0),
    { name: 'a user adds to the audit log', as: owner, sql: add, values: [ann.id], expect: 'refused' },
    { name: 'admin adds to the audit log', as: admin, sql: add, values: [boss.id], expect: 'refused' },
    ...changes.flatMap(([does, sql]): RowCase[] => [
      { name: `who did it ${does} the audit log`, as: owner, sql, values: [id], expect: 'refused' },
      { name: `admin ${does} the audit log`, as: admin, sql, values: [id], expect: 'refused' },
    ]),
    { name: 'admin empties the audit log', as: admin, sql: 'TRUNCATE audit_logs', expect: 'refused' },
    { name: 'the system adds to the audit log', as: NOBODY, role: 'system', sql: add, values: [ann.id], expect: 1 },
    ...changes
      .filter(([does]) => does !== 'takes its name out of')
      .map(
        ([does, sql]): RowCase => ({
          name: `the system ${does} the audit log`,
          as: NOBODY,
          role: 'system',
          sql,
          values: [id],
          expect: 'refused',
        }),
      ),
    {
      name: 'the system takes a reference out of the audit log',
      as: NOBODY,
      role: 'system',
      sql: 'UPDATE audit_logs SET user_id = NULL, exchange_id = NULL, contributor_id = NULL WHERE id = $1',
      values: [id],
      expect: 1,
    },
    {
      name: 'the system puts another reference into the audit log',
      as: NOBODY,
      role: 'system',
      sql: 'UPDATE audit_logs SET exchange_id = $2 WHERE id = $1',
      values: [id, randomUUID()],
      expect: 'refused',
    },
  ];
}
