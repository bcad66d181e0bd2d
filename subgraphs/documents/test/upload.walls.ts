import { randomBytes, randomUUID } from 'node:crypto';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { Upload } from '../src/upload/upload.entity';
import type { TestDocuments } from './documents.factory';
import { ABORT, FINISH, FINISH_MEDIA, UPLOAD } from './uploads.factory';

const hex = (bytes: number) => randomBytes(bytes).toString('hex');

/** A file that somebody sends, with a part that arrived. */
export async function anUpload(documents: TestDocuments, { userId }: Viewer, values: Partial<Upload> = {}): Promise<Upload> {
  return documents.given(async (db) => {
    const upload = await db.save(
      db.create(Upload, {
        userId,
        details: { origin: 'REAL_ESTATE', realEstateType: 'DEED' },
        fileName: 'deed.txt',
        fileSize: '10',
        partSize: '5',
        expiresAt: new Date(Date.now() + 3_600_000),
        ...values,
      }),
    );
    await db.query(
      `INSERT INTO upload_parts (upload_id, part_no, size, sha256, storage_provider, storage_key) VALUES ($1, 1, 5, $2, 'LOCAL', $3)`,
      [upload.id, hex(32), hex(20)],
    );
    return upload;
  });
}

/** What the database answers about uploads: who sends a file reads of it, and is done with it once it is being finished. */
export async function uploadRows(documents: TestDocuments): Promise<RowCase[]> {
  const [sender, stranger, admin] = [aViewer(), aViewer(), aViewer('ADMIN')];
  const { id } = await anUpload(documents, sender);
  const finishing = await anUpload(documents, sender, { state: 'FINISHING' as Upload['state'] });
  const paper = await documents.document(sender);
  const finish = 'SELECT FROM (SELECT finish_upload($1, $2) AS done) AS asked WHERE done';
  const reads = (as: Viewer, who: string, expect: number): RowCase[] => [
    { name: `${who} reads upload_sessions`, as, sql: 'SELECT id FROM upload_sessions WHERE id = $1', values: [id], expect },
    { name: `${who} reads upload_parts`, as, sql: 'SELECT size FROM upload_parts WHERE upload_id = $1', values: [id], expect },
  ];
  const takes = (as: Viewer, who: string, bytes: number): RowCase => ({
    name: `${who} is told what they take`,
    as,
    sql: 'SELECT FROM (SELECT space_taken() AS taken) AS told WHERE taken = $1',
    values: [bytes],
    expect: 1,
  });
  const writes = [sender, stranger, admin].flatMap((as, n): RowCase[] => [
    { name: `person ${n} edits uploads`, as, sql: `UPDATE upload_sessions SET state = 'FINISHED'`, expect: 'refused' },
    { name: `person ${n} removes uploads`, as, sql: 'DELETE FROM upload_sessions', expect: 'refused' },
    { name: `person ${n} reads where parts lie`, as, sql: 'SELECT storage_key FROM upload_parts', expect: 'refused' },
    { name: `person ${n} reads addresses`, as, sql: 'SELECT nonce FROM upload_addresses', expect: 'refused' },
    { name: `person ${n} reads usages`, as, sql: 'SELECT used FROM storage_usages', expect: 'refused' },
    { name: `person ${n} makes themselves space`, as, sql: 'UPDATE storage_usages SET used = 0', expect: 'refused' },
    { name: `person ${n} counts by themselves`, as, sql: 'SELECT count_usage($1, -1, 0)', values: [as.userId], expect: 'refused' },
  ]);
  const system = (name: string, sql: string, values: readonly unknown[] = []): RowCase => ({
    name: `the system ${name}`,
    as: NOBODY,
    role: 'system',
    sql,
    values,
    expect: 1,
  });
  return [
    takes(sender, 'the sender', 20),
    takes(stranger, 'a stranger', 0),
    takes(NOBODY, 'nobody', 0),
    ...reads(sender, 'the sender', 1),
    ...reads(stranger, 'a stranger', 0),
    ...reads(admin, 'an administrator', 0),
    ...reads(NOBODY, 'nobody', 0),
    ...writes,
    { name: 'the sender is done with an upload_sessions row', as: sender, sql: finish, values: [finishing.id, paper.id], expect: 1 },
    { name: 'the sender is done with what nobody finishes', as: sender, sql: finish, values: [id, paper.id], expect: 0 },
    { name: 'a stranger is done with an upload', as: stranger, sql: finish, values: [finishing.id, paper.id], expect: 0 },
    system('takes upload_sessions in hand', `UPDATE upload_sessions SET state = 'FINISHING' WHERE id = $1`, [id]),
    system('notes upload_addresses', 'INSERT INTO upload_addresses (upload_id, nonce) VALUES ($1, $2)', [id, hex(8)]),
    system('removes upload_parts', 'DELETE FROM upload_parts WHERE upload_id = $1', [id]),
    system('counts storage_usages', 'INSERT INTO storage_usages (user_id) VALUES ($1)', [randomUUID()]),
  ];
}

/** What documents answers about uploads where row level security is off. */
export async function uploadAccess(documents: TestDocuments): Promise<AccessCase[]> {
  const [sender, stranger, admin] = [aViewer(), aViewer(), aViewer('ADMIN')];
  const { id } = await anUpload(documents, sender);
  const others = [
    ['a stranger', stranger],
    ['an administrator', admin],
  ] as const;
  return [
    {
      name: 'the sender reads its upload',
      as: sender,
      query: UPLOAD,
      variables: { id },
      holds: ({ data }) => data.upload.parts[0].sha256 !== null && data.upload.parts[0].url !== null,
    },
    ...others.flatMap(([who, as]): AccessCase[] => [
      {
        name: `${who} reads an upload`,
        as,
        query: UPLOAD,
        variables: { id },
        holds: ({ data, errors }) => !errors && data.upload === null,
      },
      { name: `${who} lists uploads`, as, query: '{ uploads { id } }', holds: ({ data }) => data.uploads.length === 0 },
      ...[FINISH, FINISH_MEDIA, ABORT].map(
        (query): AccessCase => ({ name: `${who} ends an upload`, as, query, variables: { id }, holds: refusedWith('NOT_FOUND') }),
      ),
    ]),
  ];
}
