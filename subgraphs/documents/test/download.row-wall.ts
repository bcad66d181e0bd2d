import { randomUUID } from 'node:crypto';
import { NOBODY } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import type { TestDocuments } from './documents.factory';

/** What the database answers about downloads under way: they are the service's own. */
export async function downloadRows(documents: TestDocuments): Promise<RowCase[]> {
  const owner = aViewer();
  const deed = await documents.document(owner);
  const add = `INSERT INTO downloads (id, document_id, version_number, actor, started_at, last_range_at) VALUES ($1, $2, 1, $3, now(), now())`;
  await documents.given((db) => db.query(add, [randomUUID(), deed.id, owner.userId]));
  const tries: readonly (readonly [string, string, readonly unknown[]])[] = [
    ['reads', 'SELECT id FROM downloads WHERE document_id = $1', [deed.id]],
    ['adds', add, [randomUUID(), deed.id, owner.userId]],
    ['changes', 'UPDATE downloads SET bytes = 0 WHERE document_id = $1', [deed.id]],
    ['deletes', 'DELETE FROM downloads WHERE document_id = $1', [deed.id]],
  ];
  return [
    ...tries.flatMap(([does, sql, values]) =>
      [owner, aViewer('ADMIN')].map(
        (as, n): RowCase => ({ name: `person ${n} ${does} downloads`, as, sql, values: [...values], expect: 'refused' }),
      ),
    ),
    ...tries.map(
      ([does, sql, values]): RowCase => ({
        name: `the system ${does} downloads`,
        as: NOBODY,
        role: 'system',
        sql,
        values: [...values],
        expect: 1,
      }),
    ),
  ];
}
