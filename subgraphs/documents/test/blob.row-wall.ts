import { randomBytes } from 'node:crypto';
import { NOBODY } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import type { TestDocuments } from './documents.factory';

const hex = (bytes: number) => randomBytes(bytes).toString('hex');
const ADD = `INSERT INTO blobs (sha256, storage_provider, storage_key, size, sniffed_type, attachment_only, unreferenced_since)
  VALUES ($1, 'LOCAL', $2, 1, 'text/plain', true, now())`;
const HOLD = `INSERT INTO blob_holds (sha256, user_id, until) VALUES ($1, $2, now() + interval '1 hour')`;
const REFER = 'SELECT FROM (SELECT reference_blob($1, $2, $3) AS done) AS asked WHERE done';
const RELEASE = 'SELECT FROM (SELECT release_blobs($1, $2) AS count) AS asked WHERE count = 1';

/** What the database answers about bytes: requests refer to what they hold, and do nothing else with them. */
export async function blobRows(documents: TestDocuments): Promise<RowCase[]> {
  const [holder, stranger, admin] = [aViewer(), aViewer(), aViewer('ADMIN')];
  const [held, had] = [hex(32), hex(32)];
  await documents.given(async (db) => {
    for (const sha256 of [held, had]) await db.query(ADD, [sha256, hex(20)]);
    await db.query(HOLD, [held, holder.userId]);
    await db.query(REFER, [had, 'Test', 'has it']);
  });
  const person = [holder, stranger, admin].flatMap((as, n): RowCase[] => [
    ...['blobs', 'blob_references', 'blob_holds'].map(
      (table): RowCase => ({ name: `person ${n} reads ${table}`, as, sql: `SELECT sha256 FROM ${table}`, expect: 'refused' }),
    ),
    { name: `person ${n} adds a blob`, as, sql: ADD, values: [hex(32), hex(20)], expect: 'refused' },
    { name: `person ${n} gives itself a hold`, as, sql: HOLD, values: [had, as.userId], expect: 'refused' },
    { name: `person ${n} lets go of what something has`, as, sql: RELEASE, values: ['Test', 'has it'], expect: 'refused' },
    { name: `person ${n} refers to what it does not hold`, as, sql: REFER, values: [had, 'Test', 'new'], expect: 0 },
  ]);
  return [
    ...person,
    { name: 'who holds bytes refers to them in blobs', as: holder, sql: REFER, values: [held, 'Test', 'new'], expect: 1 },
    { name: 'a stranger refers to bytes that another holds', as: stranger, sql: REFER, values: [held, 'Test', 'new'], expect: 0 },
    { name: 'the system adds to blobs', as: NOBODY, role: 'system', sql: ADD, values: [hex(32), hex(20)], expect: 1 },
    { name: 'the system adds to blob_holds', as: NOBODY, role: 'system', sql: HOLD, values: [had, stranger.userId], expect: 1 },
    {
      name: 'the system adds to blob_references',
      as: NOBODY,
      role: 'system',
      sql: `INSERT INTO blob_references (sha256, owner_type, owner_id) VALUES ($1, 'Test', 'by hand')`,
      values: [had],
      expect: 1,
    },
    { name: 'the system refers to what nobody holds', as: NOBODY, role: 'system', sql: REFER, values: [had, 'Test', 'new'], expect: 1 },
    { name: 'the system lets go in blob_references', as: NOBODY, role: 'system', sql: RELEASE, values: ['Test', 'has it'], expect: 1 },
  ];
}
