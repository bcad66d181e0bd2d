import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import type { DocumentsCast } from './documents.cast';

const LINK = 'INSERT INTO property_documents (property_id, document_id) VALUES ($1, $2)';
const ADD = `INSERT INTO media (property_id, url, type) VALUES ($1, 'https://x.example.com', 'IMAGE')`;

/** Links and media of properties: their owner's, and media an administrator's to read. */
export function propertyRows({ people, places, papers, views }: DocumentsCast): RowCase[] {
  const { owner, stranger, admin, guest } = people;
  const { property, othersProperty } = places;
  const { deed, scan, published, plan } = papers;
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
    { name: 'owner reads where bytes lie', as: owner, sql: 'SELECT storage_key FROM media', expect: 'refused' },
  ];
}
