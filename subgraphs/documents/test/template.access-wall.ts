import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { documentsCast, type Paper, type Person, READERS } from './documents.cast';
import type { TestDocuments } from './documents.factory';
import { addFile, addTemplate, generatedDocument, templateVersion } from './template.factory';

const READ = `query ($versions: [_Any!]!, $documents: [_Any!]!) {
  versions: _entities(representations: $versions) { ... on TemplateVersion { id } }
  documents: _entities(representations: $documents) { ... on Document {
    templateVersions { edges { node { id } } totalCount } generatedFrom { templateVersion { id } } } } }`;

/** What documents answers about templates where row level security is off. */
export async function templateAccess(documents: TestDocuments): Promise<AccessCase[]> {
  const { people, papers } = await documentsCast(documents);
  const cases: AccessCase[] = [];
  for (const [name, paper] of Object.entries(papers)) {
    const version = await templateVersion(documents, paper);
    await generatedDocument(documents, paper, version);
    const variables = {
      versions: [{ __typename: 'TemplateVersion', id: version.id }],
      documents: [{ __typename: 'Document', id: paper.id }],
    };
    for (const [person, as] of Object.entries(people)) {
      const found = READERS[name as Paper].includes(person as Person);
      cases.push({
        name: `${person} reads what ${name} asks for, and was made from`,
        as,
        query: READ,
        variables,
        holds: ({ data, errors }) =>
          !errors &&
          [data.versions[0], data.documents[0]?.templateVersions.edges[0]?.node, data.documents[0]?.generatedFrom?.templateVersion].every(
            (row) => (found ? row?.id === version.id : !row),
          ),
      });
    }
  }
  return [...cases, ...(await templateUse(documents))];
}

const DECLARE = 'mutation ($input: DeclareTemplateVersionInput!) { declareTemplateVersion(input: $input) { id } }';
const RENDER = 'mutation ($input: RenderTemplateInput!) { renderTemplate(input: $input) { document { id } } }';

/** Who declares and who renders what they may read. */
async function templateUse(documents: TestDocuments): Promise<AccessCase[]> {
  const { people, places } = await documentsCast(documents);
  const { manager, agency, client, guest, stranger, admin, support, owner } = people;
  const inExchange = { origin: 'EXCHANGE' as never, exchangeId: places.exchangeId };
  const file = await addFile(documents, client, 'x', inExchange);
  const form = await addTemplate(documents, client, 'x', {}, inExchange);
  const house = await addTemplate(documents, admin, 'x', {}, { origin: 'EXCHANGE' as never, isTemplate: true });
  const declares = (name: string, as: typeof owner, refusal: string): AccessCase => ({
    name: `${name} declares a document as a template`,
    as,
    query: DECLARE,
    variables: { input: { documentId: file.id, engine: 'TEXT', variables: {} } },
    holds: refusedWith(refusal),
  });
  const renders = (name: string, as: typeof owner, templateId: string, target: object, refusal?: string): AccessCase => ({
    name,
    as,
    query: RENDER,
    variables: { input: { templateId, target } },
    holds: refusal ? refusedWith(refusal) : ({ data }) => Boolean(data.renderTemplate?.document.id),
  });
  const own = { origin: 'REAL_ESTATE', realEstateType: 'OTHER' };
  return [
    declares('guest', guest, 'FORBIDDEN'),
    declares('stranger', stranger, 'NOT_FOUND'),
    renders('client renders a form into the exchange', client, form.id, inExchange),
    renders('guest renders a form for itself', guest, form.id, own),
    renders('guest renders a form into the exchange', guest, form.id, inExchange, 'FORBIDDEN'),
    renders('stranger renders a form', stranger, form.id, own, 'NOT_FOUND'),
    renders('support renders a template of the house', support, house.id, own),
    renders('manager renders a template of the house into the exchange', manager, house.id, inExchange),
    renders('agency renders a template of the house into the exchange', agency, house.id, inExchange, 'NOT_FOUND'),
    renders('admin renders a template of the house into the exchange', admin, house.id, inExchange, 'NOT_FOUND'),
    renders('owner renders about another’s property', owner, house.id, { ...own, propertyId: places.othersProperty }, 'NOT_FOUND'),
  ];
}
