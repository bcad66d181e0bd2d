import { randomUUID } from 'node:crypto';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { accessed } from './access-log.factory';
import type { TestDocuments } from './documents.factory';

/** What the database answers about the log of accesses. */
export async function accessLogRows(documents: TestDocuments): Promise<RowCase[]> {
  const [owner, visitor, stranger, admin, support] = [aViewer(), aViewer(), aViewer(), aViewer('ADMIN'), aViewer('SUPPORT')];
  const deed = await documents.document(owner);
  const lead = await documents.owned(owner, 'Lead');
  await documents.owned(stranger, 'Lead', { subjectId: lead, role: 'KEEPER' });
  await documents.owned(support, 'Lead', { subjectId: lead, isActive: false });
  const w9 = await documents.leadDocument(lead);
  const trash = await documents.document(owner, { trashedAt: new Date() });
  const exchangeId = await documents.participation(owner, { role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
  const paper = await documents.exchangeDocument(exchangeId, { uploadedById: owner.userId });
  const rows = {
    deed: await accessed(documents, visitor, deed),
    w9: await accessed(documents, visitor, w9),
    trash: await accessed(documents, visitor, trash),
    paper: await accessed(documents, visitor, paper),
  };
  const reads = (name: string, as: Viewer, of: keyof typeof rows, expect: number): RowCase => ({
    name: `${name} reads an access to ${of}`,
    as,
    sql: 'SELECT id FROM document_access_logs WHERE id = $1',
    values: [rows[of]],
    expect,
  });
  const add = `INSERT INTO document_access_logs (document_id, action, user_id) VALUES ($1, 'VIEW', $2)`;
  const changes: readonly (readonly [string, string])[] = [
    ['changes', `UPDATE document_access_logs SET success = false WHERE id = $1`],
    ['takes its name out of', 'UPDATE document_access_logs SET user_id = NULL WHERE id = $1'],
    ['deletes from', 'DELETE FROM document_access_logs WHERE id = $1'],
  ];
  return [
    reads('owner', owner, 'deed', 1),
    reads('owner of the lead', owner, 'w9', 1),
    reads('owner', owner, 'trash', 1),
    reads('uploader', owner, 'paper', 0),
    ...(['deed', 'w9', 'trash', 'paper'] as const).flatMap((of) => [
      reads('who did it', visitor, of, 1),
      reads('stranger', stranger, of, 0),
      reads('support', support, of, 0),
      reads('admin', admin, of, 1),
      reads('nobody', NOBODY, of, 0),
    ]),
    { name: 'a user adds an access', as: owner, sql: add, values: [deed.id, owner.userId], expect: 'refused' },
    { name: 'admin adds an access', as: admin, sql: add, values: [deed.id, admin.userId], expect: 'refused' },
    ...changes.flatMap(([does, sql]): RowCase[] =>
      [owner, visitor, admin].map((as, n) => ({ name: `person ${n} ${does} accesses`, as, sql, values: [rows.deed], expect: 'refused' })),
    ),
    { name: 'admin empties the log of accesses', as: admin, sql: 'TRUNCATE document_access_logs', expect: 'refused' },
    { name: 'the system adds an access', as: NOBODY, role: 'system', sql: add, values: [randomUUID(), owner.userId], expect: 1 },
    ...changes
      .filter(([does]) => does !== 'takes its name out of')
      .map(
        ([does, sql]): RowCase => ({
          name: `the system ${does} accesses`,
          as: NOBODY,
          role: 'system',
          sql,
          values: [rows.deed],
          expect: 'refused',
        }),
      ),
    {
      name: 'the system clears who did it',
      as: NOBODY,
      role: 'system',
      sql: 'UPDATE document_access_logs SET user_id = NULL WHERE id = $1',
      values: [rows.deed],
      expect: 1,
    },
    {
      name: 'the system says that somebody else did it',
      as: NOBODY,
      role: 'system',
      sql: 'UPDATE document_access_logs SET user_id = $2 WHERE id = $1',
      values: [rows.deed, stranger.userId],
      expect: 'refused',
    },
  ];
}
