import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { DocumentVersionOrigin } from '../src/document-version/document-version.entity';
import { documentsCast, EDITORS, type Paper, ROW_READERS } from './documents.cast';
import type { TestDocuments } from './documents.factory';
import { generatedDocument, templateVersion } from './template.factory';

const HASH = 'a'.repeat(64);
const ADD = `INSERT INTO template_versions (document_id, version_number, engine, locale, variables, tags)
  VALUES ($1, $2, 'TEXT', 'en-US', '{}', '{}')`;
const GENERATE = `INSERT INTO generated_documents (document_id, template_version_id, template_sha256, data_sha256, renderer_version)
  VALUES ($1, $2, '${HASH}', '${HASH}', 'TEXT 1')`;

/** What the database answers about templates: they are read and declared with their document, and written once. */
export async function templateRows(documents: TestDocuments): Promise<RowCase[]> {
  const { people, papers } = await documentsCast(documents);
  const names = Object.keys(papers) as Paper[];
  const ids = names.map((name) => papers[name].id);
  for (const name of names) {
    await documents.version(papers[name]);
    await documents.version(papers[name], { versionNumber: 2 });
    await generatedDocument(documents, papers[name], await templateVersion(documents, papers[name]));
  }
  const { owner, stranger, agent } = people;
  const made = (by: Viewer, origin = DocumentVersionOrigin.TEMPLATE) =>
    documents.document(by).then(async (document) => {
      await documents.version(document, { origin });
      return document.id;
    });
  const [mine, theirs, uploaded] = [await made(owner), await made(stranger), await made(owner, DocumentVersionOrigin.USER)];
  const ofMine = await templateVersion(documents, { id: mine });
  const ofTheirs = await templateVersion(documents, { id: theirs });
  const everybody: readonly (readonly [string, Viewer])[] = [...Object.entries(people), ['nobody', NOBODY]];
  const may = (table: Readonly<Record<Paper, readonly string[]>>, person: string) => names.filter((name) => table[name].includes(person));
  const refused = (name: string, as: Viewer, sql: string, ...values: unknown[]): RowCase => ({ name, as, sql, values, expect: 'refused' });
  const bySystem = (name: string, sql: string): RowCase => ({ name, as: NOBODY, role: 'system', sql, expect: 'refused' });
  return [
    ...everybody.flatMap(([person, as]) =>
      (['template_versions', 'generated_documents'] as const).map(
        (table): RowCase => ({
          name: `${person} reads ${table} of other documents than these`,
          as,
          sql: `SELECT document_id FROM ${table} WHERE document_id = ANY ($1)`,
          values: [ids],
          expect: may(ROW_READERS, person).length,
        }),
      ),
    ),
    ...names.flatMap((name) =>
      everybody.map(
        ([person, as]): RowCase => ({
          name: `${person} declares a version of ${name}`,
          as,
          sql: ADD,
          values: [papers[name].id, 2],
          expect: may(EDITORS, person).includes(name) ? 1 : 'refused',
        }),
      ),
    ),
    refused('owner declares a version that is not there', owner, ADD, papers.deed.id, 3),
    refused('owner edits what a template asks for', owner, `UPDATE template_versions SET variables = '{}' WHERE document_id = $1`, mine),
    refused('owner takes back what a template asks for', owner, 'DELETE FROM template_versions WHERE document_id = $1', mine),
    ...['is_template = true', `template_variables = '{}'`].map((assignment) =>
      refused(`owner sets ${assignment} without a version`, owner, `UPDATE documents SET ${assignment} WHERE id = $1`, papers.deed.id),
    ),
    { name: 'owner says of what was made what it was made from', as: owner, sql: GENERATE, values: [mine, ofMine.id], expect: 1 },
    refused('owner says so of what was uploaded', owner, GENERATE, uploaded, ofMine.id),
    refused('owner says so of what somebody else made', owner, GENERATE, theirs, ofMine.id),
    refused('owner names a template of somebody else', owner, GENERATE, mine, ofTheirs.id),
    refused('owner names no template', owner, GENERATE, mine, null),
    refused('agent says so of what it only reads', agent, GENERATE, papers.plan.id, ofMine.id),
    refused(
      'owner edits what a document was made from',
      owner,
      `UPDATE generated_documents SET data_sha256 = '' WHERE document_id = $1`,
      papers.deed.id,
    ),
    refused('owner removes what a document was made from', owner, 'DELETE FROM generated_documents WHERE document_id = $1', papers.deed.id),
    bySystem('the system edits what a template asks for', `UPDATE template_versions SET tags = '{}'`),
    bySystem('the system removes a version of a template', 'DELETE FROM template_versions'),
    bySystem('the system edits what a document was made from', `UPDATE generated_documents SET data_sha256 = ''`),
    bySystem('the system removes what a document was made from', 'DELETE FROM generated_documents'),
    {
      name: 'the system reads what templates ask for',
      as: NOBODY,
      role: 'system',
      sql: 'SELECT id FROM template_versions WHERE document_id = ANY ($1)',
      values: [ids],
      expect: ids.length,
    },
    {
      name: 'the system reads what documents were made from',
      as: NOBODY,
      role: 'system',
      sql: 'SELECT document_id FROM generated_documents WHERE document_id = ANY ($1)',
      values: [ids],
      expect: ids.length,
    },
  ];
}
