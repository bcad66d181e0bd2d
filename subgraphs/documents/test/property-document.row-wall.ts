import { randomBytes } from 'node:crypto';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import type { DocumentsCast } from './documents.cast';
import type { TestDocuments } from './documents.factory';

const LINK = 'INSERT INTO property_documents (property_id, document_id) VALUES ($1, $2)';
const ADD = `INSERT INTO media (property_id, url, type) VALUES ($1, 'https://x.example.com', 'IMAGE')`;

const KEPT = `INSERT INTO blobs (sha256, storage_provider, storage_key, size, sniffed_type, attachment_only)
  VALUES ($1, 'LOCAL', $1, 1000, 'image/png', false)`;
const HELD = `INSERT INTO blob_holds (sha256, user_id, until) VALUES ($1, $2, now() + interval '1 hour')`;
const addFile = (place: string) => `INSERT INTO media (property_id, type, storage_key, blob_sha256, file_name, file_size, mime_type)
  VALUES ($1, 'IMAGE', ${place}, $2::text, 'front.png', 1000, 'image/png')`;
const FILE = addFile(`'sha256/' || $2::text`);
const ELSEWHERE = addFile(`'another’s'`);

/** Links and media of properties: their owner's, and media an administrator's to read. */
export async function propertyRows(documents: TestDocuments, { people, places, papers, views }: DocumentsCast): Promise<RowCase[]> {
  const { owner, stranger, admin, guest } = people;
  const { property, othersProperty } = places;
  const { deed, scan, published, plan } = papers;
  const [held, kept] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];
  const drawn: string = await documents.given(async (db) => {
    for (const sha256 of [held, kept]) await db.query(KEPT, [sha256]);
    for (const { userId } of [owner, stranger]) await db.query(HELD, [held, userId]);
    const [{ id }] = await db.query(`${FILE} RETURNING id`, [property, kept]);
    return id;
  });
  const links = (name: string, as: Viewer, expect: number): RowCase => ({
    name: `${name} reads ${expect} links`,
    as,
    sql: 'SELECT FROM property_documents WHERE property_id = $1',
    values: [property],
    expect,
  });
  const link = (name: string, as: Viewer, propertyId: string, documentId: string, expect: RowCase['expect']): RowCase => ({
    name,
    as,
    sql: LINK,
    values: [propertyId, documentId],
    expect,
  });
  const unlink = (name: string, as: Viewer, expect: number): RowCase => ({
    name: `${name} unlinks`,
    as,
    sql: 'DELETE FROM property_documents WHERE property_id = $1 AND document_id = $2',
    values: [property, deed.id],
    expect,
  });
  const reads = (name: string, as: Viewer, expect: number): RowCase => ({
    name: `${name} reads ${expect} media`,
    as,
    sql: 'SELECT id FROM media WHERE id = ANY ($1::uuid[])',
    values: [[views.own.id, views.foreign.id]],
    expect,
  });
  const pictures = (name: string, as: Viewer, expect: number): RowCase => ({
    name: `${name} sees how media look`,
    as,
    sql: 'SELECT id FROM media_renditions WHERE media_id = $1',
    values: [drawn],
    expect,
  });
  const removes = (name: string, as: Viewer, expect: number): RowCase => ({
    name: `${name} removes media`,
    as,
    sql: 'DELETE FROM media WHERE id = $1',
    values: [views.own.id],
    expect,
  });
  const adds = (name: string, as: Viewer, expect: RowCase['expect']): RowCase => ({
    name: `${name} adds media`,
    as,
    sql: ADD,
    values: [property],
    expect,
  });
  const strangers = { stranger, guest, admin };

  return [
    links('owner', owner, 2),
    ...Object.entries(strangers).map(([name, as]) => links(name, as, 0)),
    link('owner links a document', owner, property, scan.id, 1),
    link('owner links a hidden document', owner, property, plan.id, 'refused'),
    link('owner links to another’s property', owner, othersProperty, scan.id, 'refused'),
    ...Object.entries(strangers).map(([name, as]) => link(`${name} links a document`, as, property, published.id, 'refused')),
    unlink('owner', owner, 1),
    // Without WHERE no policy for reading is asked: whoever deletes all deletes what is theirs.
    { name: 'stranger unlinks everything', as: stranger, sql: 'DELETE FROM property_documents', expect: 0 },
    ...Object.entries(strangers).map(([name, as]) => unlink(name, as, 0)),
    { name: 'owner edits a link', as: owner, sql: 'UPDATE property_documents SET is_primary = true', expect: 'refused' },

    ...['property_documents', 'media'].map(
      (table): RowCase => ({
        name: `the system reads ${table}`,
        as: NOBODY,
        role: 'system',
        sql: `SELECT FROM ${table} LIMIT 1`,
        expect: 1,
      }),
    ),
    reads('owner', owner, 1),
    reads('stranger', stranger, 1),
    reads('guest', guest, 0),
    reads('admin', admin, 2),
    adds('owner', owner, 1),
    ...Object.entries(strangers).map(([name, as]) => adds(name, as, 'refused')),
    removes('owner', owner, 1),
    ...Object.entries(strangers).map(([name, as]) => removes(name, as, 0)),
    { name: 'guest removes all media', as: guest, sql: 'DELETE FROM media', expect: 0 },
    { name: 'owner edits media', as: owner, sql: `UPDATE media SET url = 'x'`, expect: 'refused' },
    {
      name: 'owner says where bytes lie',
      as: owner,
      sql: `INSERT INTO media (property_id, storage_key, type) VALUES ($1, 'another’s', 'IMAGE')`,
      values: [property],
      expect: 'refused',
    },
    pictures('owner', owner, 3),
    pictures('stranger', stranger, 0),
    pictures('guest', guest, 0),
    pictures('admin', admin, 3),
    ...[
      `UPDATE media_renditions SET blob_sha256 = 'x'`,
      'DELETE FROM media_renditions',
      'INSERT INTO media_renditions (media_id, size) SELECT id, size FROM media_renditions',
    ].map((sql): RowCase => ({ name: `owner tries ${sql}`, as: owner, sql, expect: 'refused' })),
    {
      name: 'the system keeps that a picture of media failed',
      as: NOBODY,
      role: 'system',
      sql: `UPDATE media_renditions SET state = 'FAILED', reason = 'x' WHERE media_id = $1`,
      values: [drawn],
      expect: 3,
    },
    { name: 'owner adds a file that they hold', as: owner, sql: FILE, values: [property, held], expect: 1 },
    { name: 'owner adds a file that they know the hash of', as: owner, sql: FILE, values: [property, kept], expect: 'refused' },
    { name: 'stranger adds a file that they hold', as: stranger, sql: FILE, values: [property, held], expect: 'refused' },
    { name: 'owner says that bytes lie elsewhere', as: owner, sql: ELSEWHERE, values: [property, held], expect: 'refused' },
    { name: 'owner reads where bytes lie', as: owner, sql: 'SELECT storage_key FROM media', expect: 'refused' },
  ];
}
