import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { giveText } from './document-texts.factory';
import type { documentsCast, Paper } from './documents.cast';
import type { TestDocuments } from './documents.factory';

const WORD = 'quillwort';

/** What the database answers about what is in documents, how they look, and what somebody takes along. */
export async function documentTextRows(
  documents: TestDocuments,
  { people, papers }: Awaited<ReturnType<typeof documentsCast>>,
): Promise<RowCase[]> {
  const { owner, stranger, admin, client, manager, guest } = people;
  const locked = await documents.document(owner, { title: 'Will', pinProtected: true, pinHash: 'x', pinVersion: 1 });
  for (const document of [papers.deed, papers.w9, papers.paper, papers.secret, papers.trash, locked])
    await giveText(documents, document, `${WORD} of ${document.id}`);
  const [{ id: bundle }] = await documents.given((db) =>
    db.query(`INSERT INTO document_bundles (user_id, members, excluded, expires_at) VALUES ($1, '[]', '[]', now()) RETURNING id`, [
      owner.userId,
    ]),
  );
  const reads = (name: string, as: Viewer, sql: string, values: unknown[], expect: number): RowCase => ({ name, as, sql, values, expect });
  const refused = (name: string, as: Viewer, sql: string, ...values: unknown[]): RowCase => ({ name, as, sql, values, expect: 'refused' });
  const system = (name: string, sql: string, values: unknown[], expect: number): RowCase => ({
    name: `the system ${name}`,
    as: NOBODY,
    role: 'system',
    sql,
    values,
    expect,
  });
  const idOf = (paper: Paper) => papers[paper].id;
  const text = 'SELECT content FROM document_texts WHERE document_id = $1';
  const found = `SELECT FROM document_matches('${WORD}') WHERE document_id = $1`;
  const drawn = 'SELECT id FROM document_renditions WHERE document_id = $1';
  const cells: readonly (readonly [Paper, Record<string, number>])[] = [
    ['deed', { owner: 1, stranger: 0, admin: 1 }],
    // Administrators have a lead's papers for a stated reason alone, and never by these tables.
    ['w9', { owner: 1, stranger: 0, admin: 0 }],
    ['paper', { client: 1, guest: 1, stranger: 0, admin: 1 }],
    ['secret', { client: 1, manager: 1, guest: 0, admin: 1 }],
    // Its row is there for those who may take it out of the trash; searches find nothing there.
    ['trash', { owner: 1, admin: 1 }],
  ];
  const persons = { owner, stranger, admin, client, manager, guest };
  return [
    ...cells.flatMap(([paper, expected]) =>
      Object.entries(expected).flatMap(([person, count]) => {
        const as = persons[person as keyof typeof persons];
        return [
          reads(`${person} reads the text of ${paper}`, as, text, [idOf(paper)], count),
          reads(`${person} finds ${paper} by its text`, as, found, [idOf(paper)], paper === 'trash' ? 0 : count),
        ];
      }),
    ),
    reads('owner reads the text of what has a PIN', owner, text, [locked.id], 0),
    reads('owner finds what has a PIN by its text', owner, found, [locked.id], 0),
    reads('owner finds what has a PIN by its title', owner, `SELECT FROM document_matches('will') WHERE document_id = $1`, [locked.id], 1),
    reads('admin finds the lead’s paper by its kind', admin, `SELECT FROM document_matches('w9') WHERE document_id = $1`, [idOf('w9')], 1),
    {
      name: 'owner finds by a tag, a title and a text as soon as they are there',
      as: owner,
      sql: `DO $$ BEGIN
        INSERT INTO document_tags (document_id, tag) VALUES ('${idOf('deed')}', 'sedge');
        UPDATE documents SET title = 'Pondweed' WHERE id = '${idOf('deed')}';
        IF NOT EXISTS (SELECT FROM document_matches('sedge pondweed ${WORD}')) THEN RAISE EXCEPTION 'not found'; END IF;
      END $$`,
      expect: 0,
    },
    reads('nobody reads texts', NOBODY, 'SELECT content FROM document_texts', [], 0),
    reads('nobody finds', NOBODY, `SELECT FROM document_matches('${WORD}')`, [], 0),
    reads('owner reads words without seeking any', owner, 'SELECT tsv FROM document_search', [], 0),
    reads('admin reads words without seeking any', admin, 'SELECT tsv FROM document_search', [], 0),
    reads('owner sees how the deed looks', owner, drawn, [idOf('deed')], 3),
    reads('stranger sees how the deed looks', stranger, drawn, [idOf('deed')], 0),
    ...[
      `UPDATE document_texts SET content = 'x'`,
      `INSERT INTO document_texts (version_id, document_id, version_number) SELECT id, document_id, version_number FROM document_versions`,
      'DELETE FROM document_texts',
      `UPDATE document_search SET tsv = ''`,
      `INSERT INTO document_search SELECT id, false, '{ALL}', 'x' FROM documents`,
      'DELETE FROM document_search',
      `SELECT refresh_document_search(id) FROM documents`,
      `UPDATE document_renditions SET blob_sha256 = 'x'`,
      'DELETE FROM document_renditions',
      'SELECT reason FROM document_texts',
    ].map((sql) => refused(`owner tries ${sql}`, owner, sql)),

    reads('owner reads its bundle', owner, 'SELECT members FROM document_bundles WHERE id = $1', [bundle], 1),
    reads('stranger reads the owner’s bundle', stranger, 'SELECT members FROM document_bundles WHERE id = $1', [bundle], 0),
    reads('admin reads the owner’s bundle', admin, 'SELECT members FROM document_bundles WHERE id = $1', [bundle], 0),
    reads('owner makes a bundle', owner, BUNDLE, [owner.userId], 1),
    refused('stranger makes a bundle of the owner’s', stranger, BUNDLE, owner.userId),
    refused('owner changes a bundle', owner, `UPDATE document_bundles SET members = '[]'`),
    refused('owner removes a bundle', owner, 'DELETE FROM document_bundles'),

    system('keeps a text', `UPDATE document_texts SET content = 'x' WHERE document_id = $1`, [idOf('deed')], 1),
    system('reads words', 'SELECT tsv FROM document_search WHERE document_id = $1', [idOf('deed')], 1),
    system(
      'keeps that a picture failed',
      `UPDATE document_renditions SET state = 'FAILED', reason = 'x' WHERE document_id = $1`,
      [idOf('deed')],
      3,
    ),
    system('forgets a bundle', 'DELETE FROM document_bundles WHERE id = $1', [bundle], 1),
  ];
}

const BUNDLE = `INSERT INTO document_bundles (user_id, members, excluded, expires_at) VALUES ($1, '[]', '[]', now())`;
