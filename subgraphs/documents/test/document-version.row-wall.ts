import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { type documentsCast, EDITORS, type Paper, ROW_READERS } from './documents.cast';
import type { TestDocuments } from './documents.factory';

const READ = 'SELECT id FROM document_versions WHERE document_id = ANY ($1)';
const HASH = '0'.repeat(64);
const ADD = `INSERT INTO document_versions (document_id, version_number, path, blob_sha256, file_name, origin, restored_from, created_by)
  VALUES ($1, $2, 'sha256/x', '${HASH}', 'new.pdf', 'USER', NULL, $3)`;
/** Bytes that everybody holds. */
const KEEP_SQL = `WITH kept AS (INSERT INTO blobs (sha256, storage_provider, storage_key, size, sniffed_type, attachment_only)
    VALUES ('${HASH}', 'LOCAL', '${HASH}', 1, 'text/plain', false) ON CONFLICT DO NOTHING)
  INSERT INTO blob_holds (sha256, user_id, until) SELECT '${HASH}', id, now() FROM unnest($1::uuid[]) AS one(id)`;
const HEAD = ['version_number', 'blob_sha256', 'file_path', 'storage_provider', 'file_name', 'file_type', 'file_size', 'mime_type'];

/** What the database answers about versions: they are read and added with their document, and written once. */
export async function documentVersionRows(
  documents: TestDocuments,
  { people, papers }: Awaited<ReturnType<typeof documentsCast>>,
): Promise<RowCase[]> {
  const names = Object.keys(papers) as Paper[];
  for (const name of names) await documents.version(papers[name]);
  await documents.given((db) => db.query(KEEP_SQL, [Object.values(people).map(({ userId }) => userId)]));
  const everybody: readonly (readonly [string, Viewer])[] = [...Object.entries(people), ['nobody', NOBODY]];
  const { owner, stranger, admin } = people;
  const { id } = papers.deed;
  const refused = (name: string, as: Viewer, sql: string, ...values: unknown[]): RowCase => ({ name, as, sql, values, expect: 'refused' });
  return [
    ...everybody.map(
      ([person, as]): RowCase => ({
        name: `${person} reads versions of other documents than these`,
        as,
        sql: READ,
        values: [names.map((name) => papers[name].id)],
        expect: names.filter((name) => (ROW_READERS[name] as readonly string[]).includes(person)).length,
      }),
    ),
    ...names.flatMap((name) =>
      everybody.map(
        ([person, as]): RowCase => ({
          name: `${person} adds a version of ${name}`,
          as,
          sql: ADD,
          values: [papers[name].id, 2, as.identity.userId ?? null],
          expect: (EDITORS[name] as readonly string[]).includes(person) ? 1 : 'refused',
        }),
      ),
    ),
    refused('owner adds a version as somebody else', owner, ADD, id, 2, stranger.userId),
    refused('owner adds a version as nobody', owner, ADD, id, 2, null),
    refused('owner adds a version with bytes that it only knows of', owner, ADD.replace(HASH, '1'.repeat(64)), id, 2, owner.userId),
    refused('owner edits a version', owner, `UPDATE document_versions SET comment = 'x' WHERE document_id = $1`, id),
    refused('owner removes a version', owner, 'DELETE FROM document_versions WHERE document_id = $1', id),
    refused('admin removes a version', admin, 'DELETE FROM document_versions WHERE document_id = $1', id),
    refused('owner reads where a version is kept', owner, 'SELECT path FROM document_versions WHERE document_id = $1', id),
    ...HEAD.map((column) =>
      refused(`owner says ${column} without a version`, owner, `UPDATE documents SET ${column} = DEFAULT WHERE id = $1`, id),
    ),
    {
      name: 'the system edits a version',
      as: NOBODY,
      role: 'system',
      sql: `UPDATE document_versions SET comment = 'x' WHERE document_id = $1`,
      values: [id],
      expect: 'refused',
    },
    {
      name: 'the system removes a version',
      as: NOBODY,
      role: 'system',
      sql: 'DELETE FROM document_versions WHERE document_id = $1',
      values: [id],
      expect: 'refused',
    },
    {
      name: 'the system says that a version has another author',
      as: NOBODY,
      role: 'system',
      sql: 'UPDATE document_versions SET created_by = $2 WHERE document_id = $1',
      values: [id, stranger.userId],
      expect: 'refused',
    },
    {
      name: 'the system adds and reads versions',
      as: NOBODY,
      role: 'system',
      sql: ADD,
      values: [papers.trash.id, 2, null],
      expect: 1,
    },
  ];
}
