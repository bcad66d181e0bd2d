import { randomUUID } from 'node:crypto';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { deletionRows } from '@plat/shared/testing/deletion-walls';
import { eventRows } from '@plat/shared/testing/event-rows';
import { idempotencyRows } from '@plat/shared/testing/idempotency-rows';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { accessLogRows } from './access-log.row-wall';
import { blobRows } from './blob.row-wall';
import { documentTextRows } from './document-text.row-wall';
import { documentVersionRows } from './document-version.row-wall';
import { documentsCast, EDITORS, type Paper, type Person, ROW_READERS } from './documents.cast';
import type { TestDocuments } from './documents.factory';
import { downloadRows } from './download.row-wall';
import { keepingRows } from './keeping.row-wall';
import { pinRows } from './pin.row-wall';
import { propertyRows } from './property-document.row-wall';
import { shareRows } from './share-link.row-wall';
import { templateRows } from './template.row-wall';
import { uploadRows } from './upload.walls';

/** Of the documents asked for ($1), those that are read and should not be, or should be and are not ($2). */
const MISREAD =
  'SELECT FROM unnest($1::uuid[]) AS asked(id) WHERE EXISTS (SELECT FROM documents d WHERE d.id = asked.id) <> (asked.id = ANY ($2::uuid[]))';
const MISEDITED = `WITH edited AS (UPDATE documents SET title = 'New' WHERE id = ANY ($1::uuid[]) RETURNING id)
  SELECT FROM unnest($1::uuid[]) AS asked(id) WHERE EXISTS (SELECT FROM edited e WHERE e.id = asked.id) <> (asked.id = ANY ($2::uuid[]))`;

/** What the database of documents answers to SQL of the application role, whatever the code does. */
export async function rowWall(documents: TestDocuments): Promise<RowCase[]> {
  const cast = await documentsCast(documents);
  const { people, places, papers } = cast;
  const { owner, stranger, admin, agent, support, manager, agency, client, guest, former, warden, blind, builder } = people;
  const { exchangeId, property, link, lead, project, othersProperty, othersLink, othersLead } = places;

  const ids = (names: readonly Paper[]) => names.map((name) => papers[name].id);
  const all = Object.keys(papers) as Paper[];
  const having = (table: Readonly<Record<Paper, readonly Person[]>>, person: string) =>
    all.filter((name) => table[name].includes(person as Person));
  const everybody: readonly (readonly [string, Viewer])[] = [...Object.entries(people), ['nobody', NOBODY]];
  const reads = everybody.map(
    ([person, as]): RowCase => ({
      name: `${person} reads other documents than these`,
      as,
      sql: MISREAD,
      values: [ids(all), ids(having(ROW_READERS, person))],
      expect: 0,
    }),
  );
  const edits = everybody.map(([person, as]): RowCase => {
    // A public document is found by those who upload or manage, and fails at what it would say; see below.
    const tried = ['agency', 'client'].includes(person) ? all.filter((name) => name !== 'published') : all;
    return {
      name: `${person} edits other documents than these`,
      as,
      sql: MISEDITED,
      values: [ids(tried), ids(having(EDITORS, person))],
      expect: 0,
    };
  });
  const sets = (name: string, as: Viewer, paper: Paper, assignment: string, expect: RowCase['expect']): RowCase => ({
    name,
    as,
    sql: `UPDATE documents SET ${assignment} WHERE id = $1`,
    values: [papers[paper].id],
    expect,
  });
  const adds = (name: string, as: Viewer, row: object, expect: RowCase['expect']): RowCase => {
    const values = {
      title: 'New',
      file_name: 'new.pdf',
      file_type: 'pdf',
      file_url: 'https://x.example.com',
      uploaded_by: as.identity.userId,
      ...row,
    };
    const places = Object.keys(values).map((_, index) => `$${index + 1}`);
    return {
      name,
      as,
      sql: `INSERT INTO documents (${Object.keys(values).join(', ')}) VALUES (${places.join(', ')})`,
      values: Object.values(values),
      expect,
    };
  };
  const own = { origin: 'REAL_ESTATE', document_type: 'DEED', user_id: owner.userId };
  const ofLead = { origin: 'LEAD', lead_document_type: 'W9', lead_id: lead };
  const ofExchange = { origin: 'EXCHANGE', exchange_id: exchangeId };
  const ofProject = { origin: 'PROJECT', project_id: project };

  // Papers of their own, with a version each: those of the others stay as they are.
  const kept = await documentsCast(documents);
  for (const paper of Object.values(kept.papers)) await documents.version(paper);

  return [
    ...(await idempotencyRows(documents)),
    ...(await downloadRows(documents)),
    ...(await documentVersionRows(documents, cast)),
    ...(await keepingRows(documents, kept)),
    ...(await templateRows(documents)),
    ...(await documentTextRows(documents, await documentsCast(documents))),
    ...(await accessLogRows(documents)),
    ...(await propertyRows(documents, cast)),
    ...(await shareRows(documents, cast)),
    ...(await blobRows(documents)),
    ...(await uploadRows(documents)),
    ...(await pinRows(documents)),
    ...reads,
    ...edits,
    // Without WHERE nothing is read, so that only the policies for UPDATE decide: deed, scan and w9.
    { name: 'owner edits everything', as: owner, sql: 'UPDATE documents SET version = 2', expect: 3 },
    // Of the other exchange they see the memo, and neither the vault nor anything.
    { name: 'warden edits everything', as: warden, sql: 'UPDATE documents SET version = 2', expect: 1 },
    { name: 'blind edits everything', as: blind, sql: 'UPDATE documents SET version = 2', expect: 0 },
    sets('agency edits what is public', agency, 'published', `title = 'New'`, 'refused'),
    sets('client edits what is public', client, 'published', `title = 'New'`, 'refused'),
    sets('client publishes', client, 'secret', `access_level = 'PUBLIC'`, 'refused'),
    sets('coordinator publishes', manager, 'paper', `access_level = 'PUBLIC'`, 1),
    sets('client takes back what is public', client, 'published', `access_level = 'EXCHANGE'`, 1),
    sets('manager restricts a document to others', manager, 'paper', `access_level = 'RESTRICTED', allowed_roles = '{CLIENT}'`, 'refused'),
    sets('owner of the lead publishes', owner, 'w9', `access_level = 'PUBLIC'`, 'refused'),
    ...[
      `user_id = NULL`,
      `exchange_id = gen_random_uuid()`,
      `property_id = NULL`,
      `uploaded_by = NULL`,
      `origin = 'PLATFORM'`,
      `file_url = 'x'`,
      `pin_hash = 'x'`,
      `trashed_at = now()`,
    ].map((assignment) => sets(`owner sets ${assignment}`, owner, 'deed', assignment, 'refused')),
    ...['file_url', 'file_path', 'pin_hash'].map(
      (column): RowCase => ({
        name: `owner reads ${column}`,
        as: owner,
        sql: `SELECT ${column} FROM documents WHERE id = $1`,
        values: [papers.deed.id],
        expect: 'refused',
      }),
    ),
    { name: 'owner deletes', as: owner, sql: 'DELETE FROM documents WHERE id = $1', values: [papers.deed.id], expect: 'refused' },

    adds('owner adds a deed', owner, own, 1),
    adds('owner adds a scan', owner, { ...own, origin: 'PLATFORM', platform: 'WEB', platform_path: '/1', connection_id: link }, 1),
    adds('owner adds about its property', owner, { ...own, property_id: property }, 1),
    adds('stranger adds for the owner', stranger, own, 'refused'),
    adds('nobody adds', NOBODY, { ...own, uploaded_by: null }, 'refused'),
    adds('owner adds as somebody else', owner, { ...own, uploaded_by: stranger.userId }, 'refused'),
    adds('keeper adds about a property', stranger, { ...own, user_id: stranger.userId, property_id: property }, 'refused'),
    adds('keeper adds under a link', stranger, { ...own, user_id: stranger.userId, connection_id: link }, 'refused'),
    adds('owner adds about another’s property', owner, { ...own, property_id: othersProperty }, 'refused'),
    adds('owner adds under another’s link', owner, { ...own, connection_id: othersLink }, 'refused'),
    adds('client plants an own document in the exchange', client, { ...own, user_id: client.userId, exchange_id: exchangeId }, 'refused'),
    ...['lead_id', 'project_id', 'inquiry_id'].map((column) =>
      adds(`owner plants by ${column}`, owner, { ...own, [column]: randomUUID() }, 'refused'),
    ),
    adds('owner adds a published document', owner, { ...own, access_level: 'PUBLIC' }, 'refused'),
    adds('owner adds to the trash', owner, { ...own, trashed_at: new Date() }, 'refused'),

    adds('owner adds to its lead', owner, ofLead, 1),
    adds('owner adds to another’s lead', owner, { ...ofLead, lead_id: othersLead }, 'refused'),
    adds('keeper adds to a lead', stranger, ofLead, 'refused'),
    adds('former owner adds to a lead', guest, ofLead, 'refused'),
    adds('owner plants a lead’s document', owner, { ...ofLead, exchange_id: exchangeId }, 'refused'),

    adds('client adds to the exchange', client, ofExchange, 1),
    adds('manager adds a published document', manager, { ...ofExchange, access_level: 'PUBLIC' }, 1),
    adds('client adds a published document', client, { ...ofExchange, access_level: 'PUBLIC' }, 'refused'),
    ...Object.entries({ guest, former, stranger, admin, agent }).map(([name, as]) =>
      adds(`${name} adds to the exchange`, as, ofExchange, 'refused'),
    ),
    adds('client adds as the manager', client, { ...ofExchange, uploaded_by: manager.userId }, 'refused'),
    adds('client adds as its own', client, { ...ofExchange, user_id: client.userId, is_template: true }, 'refused'),
    ...['lead_id', 'deal_id', 'project_id', 'inquiry_id', 'connection_id'].map((column) =>
      adds(`client plants by ${column}`, client, { ...ofExchange, [column]: randomUUID() }, 'refused'),
    ),
    adds('agency adds about another’s property', agency, { ...ofExchange, property_id: property }, 'refused'),
    adds('support adds a template', support, { origin: 'EXCHANGE', is_template: true }, 'refused'),
    adds('client adds a template', client, { origin: 'EXCHANGE', is_template: true }, 'refused'),
    adds('admin adds a template', admin, { origin: 'EXCHANGE', is_template: true }, 1),
    adds('admin adds what is no template', admin, { origin: 'EXCHANGE' }, 'refused'),
    adds('admin adds a template of a user', admin, { origin: 'EXCHANGE', is_template: true, user_id: owner.userId }, 'refused'),
    adds('admin adds a template to the exchange', admin, { ...ofExchange, is_template: true }, 'refused'),

    adds('agent adds to the project', agent, ofProject, 1),
    adds('builder adds to its project', builder, ofProject, 'refused'),
    adds('support adds to the project', support, ofProject, 'refused'),
    adds('owner adds to its project', owner, ofProject, 'refused'),
    adds('agent plants a project’s document', agent, { ...ofProject, exchange_id: exchangeId }, 'refused'),

    {
      name: 'client reads its part',
      as: client,
      sql: 'SELECT role FROM access_grants WHERE subject_id = $1 AND principal_id = $2',
      values: [exchangeId, client.contactId],
      expect: 1,
    },
    {
      name: 'stranger grants itself a part',
      as: stranger,
      sql: `INSERT INTO access_grants (subject_type, subject_id, principal_id, role) VALUES ('Exchange', $1, $2, 'CLIENT')`,
      values: [exchangeId, stranger.contactId],
      expect: 'refused',
    },
    {
      name: 'guest widens its part',
      as: guest,
      sql: `UPDATE access_grants SET permissions = '{VIEW,UPLOAD,MANAGE}' WHERE principal_id = $1`,
      values: [guest.contactId],
      expect: 'refused',
    },
    { name: 'owner removes grants', as: owner, sql: 'DELETE FROM access_grants', expect: 'refused' },
    ...eventRows(owner),
    { name: 'owner reads recorded events', as: owner, sql: 'SELECT payload FROM outbox_events', expect: 'refused' },
    { name: 'admin empties a table', as: admin, sql: 'TRUNCATE documents', expect: 'refused' },
    { name: 'admin makes a table', as: admin, sql: 'CREATE TABLE mine (id int)', expect: 'refused' },
    {
      name: 'the system reads the trash',
      as: NOBODY,
      role: 'system',
      sql: 'SELECT id FROM documents WHERE id = $1',
      values: [papers.trash.id],
      expect: 1,
    },
    {
      name: 'the system writes',
      as: NOBODY,
      role: 'system',
      sql: 'UPDATE documents SET download_count = 1 WHERE id = $1',
      values: [papers.deed.id],
      expect: 1,
    },
    ...deletionRows(aViewer('ADMIN'), ['documents']),
  ];
}
