import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { type documentsCast, EDITORS, type Paper, READERS } from './documents.cast';
import type { TestDocuments } from './documents.factory';

const READ = 'SELECT id FROM document_versions WHERE document_id = ANY ($1)';
const ADD = `INSERT INTO document_versions (document_id, version_number, path, blob_sha256, file_name, origin, restored_from, created_by)
  VALUES ($1, $2, 'bytes/x', 'x', 'new.pdf', 'USER', NULL, $3)`;
const HEAD = ['version_number', 'blob_sha256', 'file_path', 'storage_provider', 'file_name', 'file_type', 'file_size', 'mime_type'];

/** What the database answers about versions: they are read and added with their document, and written once. */
export async function documentVersionRows(
  documents: TestDocuments,
  { people, papers }: Awaited<ReturnType<typeof documentsCast>>,
): Promise<RowCase[]> {
  const names = Object.keys(papers) as Paper[];
  for (const name of names) await documents.version(papers[name]);
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
        expect: names.filter((name) => (READERS[name] as readonly string[]).includes(person)).length,
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
