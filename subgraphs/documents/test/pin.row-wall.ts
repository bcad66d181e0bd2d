import { randomUUID } from 'node:crypto';
import { NOBODY } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import type { TestDocuments } from './documents.factory';

/** What the database answers about PINs: requests write none, and know nothing of what opens them. */
export async function pinRows(documents: TestDocuments): Promise<RowCase[]> {
  const [owner, admin] = [aViewer(), aViewer('ADMIN')];
  const deed = await documents.document(owner, { pinProtected: true, pinHash: 'x', pinVersion: 1 });
  const grant = `INSERT INTO pin_grants (token_hash, document_id, user_id, session_id, pin_version, created_at, expires_at)
    VALUES ($1, $2, $3, $4, 1, now(), now() + interval '10 minutes')`;
  const granting = () => [randomUUID(), deed.id, owner.userId, owner.identity.sessionId];
  const count = `INSERT INTO pin_throttles (bucket, key, fails, window_start) VALUES ('DOCUMENT', $1, 1, now())`;
  const adds = (columns: Readonly<Record<string, unknown>>): RowCase => {
    const values = {
      origin: 'REAL_ESTATE',
      document_type: 'DEED',
      user_id: owner.userId,
      uploaded_by: owner.userId,
      title: 'New',
      file_url: 'https://x.example.com',
      ...columns,
    };
    const places = Object.keys(values).map((_, index) => `$${index + 1}`);
    return {
      name: `owner adds a document with ${Object.keys(columns).join(' and ')}`,
      as: owner,
      sql: `INSERT INTO documents (${Object.keys(values).join(', ')}) VALUES (${places.join(', ')})`,
      values: Object.values(values),
      expect: Object.keys(columns).length ? 'refused' : 1,
    };
  };
  return [
    adds({}),
    adds({ pin_protected: true, pin_hash: 'x' }),
    adds({ pin_hash: 'x' }),
    adds({ pin_set_by: owner.userId }),
    adds({ pin_version: 1 }),
    ...['pin_protected = false', 'pin_hash = NULL', 'pin_version = 2', 'pin_set_by = NULL'].map(
      (assignment): RowCase => ({
        name: `owner sets ${assignment}`,
        as: owner,
        sql: `UPDATE documents SET ${assignment} WHERE id = $1`,
        values: [deed.id],
        expect: 'refused',
      }),
    ),
    ...[owner, admin].flatMap((as, n): RowCase[] => [
      { name: `person ${n} reads grants`, as, sql: 'SELECT id FROM pin_grants', expect: 'refused' },
      { name: `person ${n} grants`, as, sql: grant, values: granting(), expect: 'refused' },
      { name: `person ${n} reads throttles`, as, sql: 'SELECT key FROM pin_throttles', expect: 'refused' },
      { name: `person ${n} counts`, as, sql: count, values: [randomUUID()], expect: 'refused' },
      { name: `person ${n} forgets what was counted`, as, sql: 'DELETE FROM pin_throttles', expect: 'refused' },
    ]),
    { name: 'the system grants', as: NOBODY, role: 'system', sql: grant, values: granting(), expect: 1 },
    { name: 'the system counts', as: NOBODY, role: 'system', sql: count, values: [randomUUID()], expect: 1 },
  ];
}
