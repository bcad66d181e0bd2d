import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { unavailable } from '@plat/shared/errors/plat-error';
import { aViewer } from '@plat/shared/testing/viewers';
import type { DocumentsContext } from '../src/context';
import type { TemplateGraph } from '../src/template/template.graph';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { addFile, addTemplate } from './template.factory';
import { docx, textsOf } from './template.files';

/** What the graph has for whom. */
const values = new Map<string, Readonly<Record<string, unknown>>>();
const graph: TemplateGraph = {
  values: async (_services, viewer, { exchangeId }) => {
    if (exchangeId === DOWN) throw unavailable('The exchanges service does not answer right now; try again.');
    return (exchangeId && values.get(`${viewer.userId} ${exchangeId}`)) || {};
  },
};
const DOWN = '00000000-0000-4000-8000-000000000001';

let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments({ graph });
});
afterAll(() => documents.stop());

const DECLARE = `mutation ($input: DeclareTemplateVersionInput!) { declareTemplateVersion(input: $input) {
  id versionNumber engine locale variables tags document { id isTemplate templateVariables } } }`;
const INSPECT =
  'query ($input: DeclareTemplateVersionInput!) { inspectTemplate(input: $input) { tags unused errors { code tag path offset } } }';
const PREVIEW = `query ($input: PreviewTemplateInput!) { previewTemplate(input: $input) {
  text errors { code path tag offset } warnings { code path } } }`;
const RENDER = `mutation ($input: RenderTemplateInput!) { renderTemplate(input: $input) {
  document { id title fileName mimeType fileSize exchange { id } currentVersion { origin }
    generatedFrom { dataSha256 templateSha256 rendererVersion templateVersion { id document { id } } } }
  errors { code path } warnings { code path } } }`;
const VARIABLES = { amount: { type: 'money' }, buyer: { type: 'party', required: true } };
const TEXT = 'Dear {{buyer.name}}, {{amount}}.';
const OWN = { origin: 'REAL_ESTATE', realEstateType: 'CONTRACT' };
const DATA = { amount: '1250.5', buyer: { name: '{{amount}} & <Ann>' } };

const ask = (viewer: Viewer, query: string, input: object) => documents.ask(viewer, query, { input });
const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;
const fields = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.fields;
const contentOf = async (viewer: Viewer, documentId: string): Promise<Buffer> =>
  documents.subgraph.work(viewer, async ({ content: door }: DocumentsContext) => {
    const chunks: Buffer[] = [];
    const content = await door.open({ documentId, kind: 'DOWNLOAD' });
    for await (const chunk of await content.open()) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  });
const eventsOf = (id: string): Promise<{ type: string }[]> =>
  documents.given((db) => db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));

describe('declaring a template', () => {
  it('inspects a file, makes it a template once, and records that', async () => {
    const ann = aViewer();
    const { id } = await addFile(documents, ann, TEXT);
    const input = { documentId: id, engine: 'TEXT', variables: { ...VARIABLES, spare: { type: 'int' } } };
    expect((await ask(ann, INSPECT, { ...input, variables: { amount: { type: 'money' } } })).data.inspectTemplate).toEqual({
      tags: ['amount', 'buyer.name'],
      unused: [],
      errors: [{ code: 'UNDECLARED_TAG', tag: 'buyer.name', path: null, offset: 5 }],
    });
    expect((await ask(ann, INSPECT, input)).data.inspectTemplate).toEqual({
      tags: ['amount', 'buyer.name'],
      unused: ['spare'],
      errors: [],
    });
    const { data, errors } = await ask(ann, DECLARE, { ...input, locale: 'de-DE' });
    expect(errors).toBeUndefined();
    const { id: versionId, ...declared } = data.declareTemplateVersion;
    expect(declared).toEqual({
      versionNumber: 1,
      engine: 'TEXT',
      locale: 'de-DE',
      variables: input.variables,
      tags: ['amount', 'buyer.name'],
      document: { id, isTemplate: true, templateVariables: input.variables },
    });
    expect((await eventsOf(versionId)).map(({ type }) => type)).toEqual(['template_version.declared']);
    expect(code(await ask(ann, DECLARE, input))).toBe('CONFLICT');
    const listed = await documents.ask(
      ann,
      'query ($id: ID!) { document(id: $id) { templateVersions { edges { node { id } } totalCount } } }',
      { id },
    );
    expect(listed.data.document.templateVersions).toEqual({ edges: [{ node: { id: versionId } }], totalCount: 1 });
  });

  it('says all that is wrong with what is declared, and with the file, and leaves both', async () => {
    const ann = aViewer();
    const { id } = await addFile(documents, ann, '{{amount}} {{buyer}');
    const input = { documentId: id, engine: 'TEXT', variables: { amount: { type: 'float' }, x: 1 }, locale: 'xx' };
    expect(fields(await ask(ann, DECLARE, input))).toEqual({
      'input.variables.amount.type': 'must be string, int, money, date, bool, list, party',
      'input.variables.x': 'must be { type: string | int | money | date | bool | list | party, … }',
      'input.locale': 'must be en-US, en-GB, es-US, de-DE, fr-FR',
    });
    const faulty = await ask(ann, DECLARE, { ...input, variables: {}, locale: 'en-US' });
    expect(fields(faulty)).toEqual({
      'input.documentId':
        'UNDECLARED_TAG@0 {{amount}}: is not declared by the template; UNCLOSED_TAG@11: these braces begin a tag that does not end',
    });
    expect(faulty.errors?.[0]?.extensions?.faults).toMatchObject([{ code: 'UNDECLARED_TAG' }, { code: 'UNCLOSED_TAG', offset: 11 }]);
    const { data } = await documents.ask(ann, 'query ($id: ID!) { document(id: $id) { isTemplate templateVariables version } }', { id });
    expect(data.document).toEqual({ isTemplate: false, templateVariables: null, version: 1 });
  });

  it('happens once, however many try at the same time', async () => {
    const ann = aViewer();
    const { id } = await addFile(documents, ann, TEXT);
    const input = { documentId: id, engine: 'TEXT', variables: VARIABLES };
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(ann, DECLARE, input)));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(new Set(answers.map(code))).toEqual(new Set([undefined, 'CONFLICT']));
  });

  it('is for those who may edit the document', async () => {
    const [manager, guest, stranger] = [aViewer('COORDINATOR'), aViewer('THIRD_PARTY'), aViewer()];
    const exchangeId = await documents.participation(manager, { role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
    await documents.participation(guest, { subjectId: exchangeId, role: 'THIRD_PARTY', permissions: ['VIEW'] });
    const { id } = await addFile(documents, manager, 'x', { origin: 'EXCHANGE' as never, exchangeId });
    const input = { documentId: id, engine: 'TEXT', variables: {} };
    expect(code(await ask(stranger, DECLARE, input))).toBe('NOT_FOUND');
    expect(code(await ask(stranger, INSPECT, input))).toBe('NOT_FOUND');
    expect(code(await ask(guest, DECLARE, input))).toBe('FORBIDDEN');
    expect((await ask(guest, INSPECT, input)).data.inspectTemplate.errors).toEqual([]);
    expect((await ask(manager, DECLARE, input)).errors).toBeUndefined();
  });
});

describe('rendering a template', () => {
  it('makes a document that names what it was made from, and the same bytes each time', async () => {
    const ann = aViewer();
    const { id, versionId } = await addTemplate(documents, ann, TEXT, VARIABLES);
    const input = { templateId: id, data: DATA, target: { ...OWN, fileName: '../offer.pdf' } };
    const { data, errors } = await ask(ann, RENDER, input);
    expect(errors).toBeUndefined();
    const { document, ...rest } = data.renderTemplate;
    expect(rest).toEqual({ errors: [], warnings: [] });
    const text = 'Dear {{amount}} & <Ann>, $1,250.50.';
    expect(document).toMatchObject({
      title: 'Letter',
      fileName: '_offer.txt',
      mimeType: 'text/plain',
      fileSize: text.length,
      currentVersion: { origin: 'TEMPLATE' },
      generatedFrom: {
        templateSha256: createHash('sha256').update(TEXT).digest('hex'),
        rendererVersion: 'TEXT 1',
        templateVersion: { id: versionId, document: { id } },
      },
    });
    expect((await contentOf(ann, document.id)).toString()).toBe(text);
    expect((await eventsOf(document.id)).map(({ type }) => type)).toEqual(['document.created', 'document.generated']);
    const again = (await ask(ann, RENDER, input)).data.renderTemplate.document;
    expect(again.id).not.toBe(document.id);
    expect(again.generatedFrom).toEqual(document.generatedFrom);
    expect(await contentOf(ann, again.id)).toEqual(await contentOf(ann, document.id));
  });

  it('makes HTML, DOCX and PDF as well', async () => {
    const ann = aViewer();
    const made = async (engine: string, fileName: string, text: string | Buffer) => {
      const { id } = await addFile(documents, ann, text, { fileName });
      expect((await ask(ann, DECLARE, { documentId: id, engine, variables: VARIABLES })).errors).toBeUndefined();
      const { data, errors } = await ask(ann, RENDER, { templateId: id, data: DATA, target: OWN });
      expect(errors).toBeUndefined();
      const { document } = data.renderTemplate;
      return [document.fileName, document.mimeType, await contentOf(ann, document.id)] as const;
    };
    const html = await made('HTML', 'letter.html', `<!doctype html><p>${TEXT}</p>`);
    expect([html[0], html[1], html[2].toString()]).toEqual([
      'Letter.html',
      'text/html',
      '<!doctype html><p>Dear {{amount}} &amp; &lt;Ann&gt;, $1,250.50.</p>',
    ]);
    const word = await made('DOCX', 'letter.docx', docx(TEXT));
    expect([word[0], textsOf(word[2])]).toEqual(['Letter.docx', 'Dear {{amount}} & <Ann>, $1,250.50.']);
    const pdf = await made('PDF', 'letter.md', `# Letter\n${TEXT}`);
    expect([pdf[0], pdf[1], pdf[2].subarray(0, 5).toString()]).toEqual(['Letter.pdf', 'application/pdf', '%PDF-']);
  });

  it('says everything that is wrong, stores nothing then, and nothing in a preview or a dry run', async () => {
    const ann = aViewer();
    const { id } = await addTemplate(documents, ann, TEXT, VARIABLES);
    const wrong = { templateId: id, data: { amount: 'x', other: 1 } };
    const errors = [
      { code: 'MISSING_REQUIRED', path: 'buyer', tag: null, offset: null },
      { code: 'TYPE_MISMATCH', path: 'amount', tag: null, offset: null },
    ];
    const count = async () => (await documents.ask(ann, '{ documents { totalCount } }')).data.documents.totalCount;
    const before = await count();
    expect((await ask(ann, PREVIEW, wrong)).data.previewTemplate).toEqual({
      text: null,
      errors,
      warnings: [{ code: 'EXTRA_KEY', path: 'other' }],
    });
    expect((await ask(ann, RENDER, { ...wrong, target: OWN, dryRun: true })).data.renderTemplate).toMatchObject({
      document: null,
      errors: errors.map(({ code, path }) => ({ code, path })),
    });
    const refused = await ask(ann, RENDER, { ...wrong, target: OWN });
    expect([refused.data, code(refused), fields(refused)]).toEqual([
      { renderTemplate: null },
      'BAD_USER_INPUT',
      {
        'input.data.amount': 'TYPE_MISMATCH: must be a decimal such as "1250.50"',
        'input.data.buyer': 'MISSING_REQUIRED: is required',
      },
    ]);
    expect((await ask(ann, PREVIEW, { templateId: id, data: DATA })).data.previewTemplate.text).toBe('Dear {{amount}} & <Ann>, $1,250.50.');
    expect((await ask(ann, RENDER, { templateId: id, data: DATA, target: OWN, dryRun: true })).data.renderTemplate).toEqual({
      document: null,
      errors: [],
      warnings: [],
    });
    expect(await count()).toBe(before);
  });

  it('asks for the rights to the template, and for those to where the result goes', async () => {
    const [client, guest, stranger, support, admin] = [
      aViewer('CLIENT'),
      aViewer('THIRD_PARTY'),
      aViewer(),
      aViewer('SUPPORT'),
      aViewer('ADMIN'),
    ];
    const exchangeId = await documents.participation(client, { role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
    await documents.participation(guest, { subjectId: exchangeId, role: 'THIRD_PARTY', permissions: ['VIEW'] });
    const form = await addTemplate(documents, client, TEXT, VARIABLES, { origin: 'EXCHANGE' as never, exchangeId });
    const house = await addTemplate(documents, admin, TEXT, VARIABLES, { origin: 'EXCHANGE' as never, isTemplate: true });
    const target = { origin: 'EXCHANGE', exchangeId };
    const render = (viewer: Viewer, templateId: string, to: object) => ask(viewer, RENDER, { templateId, data: DATA, target: to });
    expect((await render(client, form.id, target)).data.renderTemplate.document.exchange).toEqual({ id: exchangeId });
    expect(code(await render(guest, form.id, target))).toBe('FORBIDDEN');
    expect((await render(guest, form.id, OWN)).errors).toBeUndefined();
    expect(code(await render(stranger, form.id, OWN))).toBe('NOT_FOUND');
    expect(code(await render(client, house.id, target))).toBe('NOT_FOUND');
    expect((await render(support, house.id, OWN)).errors).toBeUndefined();
    expect(code(await render(support, house.id, target))).toBe('NOT_FOUND');
    expect(code(await render(support, house.id, { origin: 'EXCHANGE' }))).toBe('BAD_USER_INPUT');
  });

  it('asks for the PIN of a template, and writes down who had its content', async () => {
    const ann = aViewer();
    const { id } = await addTemplate(documents, ann, TEXT, VARIABLES);
    const set = 'mutation ($input: SetDocumentPinInput!) { setDocumentPin(input: $input) { id } }';
    expect((await ask(ann, set, { documentId: id, pin: '739284' })).errors).toBeUndefined();
    const input = { templateId: id, data: DATA };
    expect(code(await ask(ann, PREVIEW, input))).toBe('PIN_REQUIRED');
    expect(code(await ask(ann, RENDER, { ...input, target: OWN }))).toBe('PIN_REQUIRED');
    expect(code(await ask(ann, INSPECT, { documentId: id, engine: 'TEXT', variables: VARIABLES }))).toBe('PIN_REQUIRED');
    const unlock = 'mutation ($input: UnlockDocumentInput!) { unlockDocument(input: $input) { token } }';
    const grant = (await ask(ann, unlock, { documentId: id, pin: '739284' })).data.unlockDocument.token;
    expect((await ask(ann, RENDER, { ...input, grant, target: OWN })).errors).toBeUndefined();
    const log = await documents.ask(
      ann,
      'query ($id: ID!) { document(id: $id) { accessLogs { edges { node { action success errorMessage } } } } }',
      { id },
    );
    const views = log.data.document.accessLogs.edges
      .map(({ node }: { node: object }) => node)
      .filter(({ action }: { action: string }) => action === 'VIEW');
    expect(views.filter(({ success }: { success: boolean }) => success)).toHaveLength(2);
    expect(views.filter(({ errorMessage }: { errorMessage: string }) => errorMessage === 'PIN_REQUIRED')).toHaveLength(3);
  });

  it('is of what is declared alone', async () => {
    const ann = aViewer();
    const { id } = await addFile(documents, ann, TEXT);
    expect(code(await ask(ann, RENDER, { templateId: id, data: DATA, target: OWN }))).toBe('CONFLICT');
    await ask(ann, DECLARE, { documentId: id, engine: 'TEXT', variables: VARIABLES });
    expect(code(await ask(ann, PREVIEW, { templateId: id, versionNumber: 2, data: DATA }))).toBe('CONFLICT');
  });

  it('is filled from the graph as the viewer reads it', async () => {
    const [client, guest] = [aViewer('CLIENT'), aViewer('THIRD_PARTY')];
    const exchangeId = await documents.participation(client, { role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
    await documents.participation(guest, { subjectId: exchangeId, role: 'THIRD_PARTY', permissions: ['VIEW'] });
    const variables = {
      number: { type: 'string', from: 'exchange.number', required: true },
      value: { type: 'money', from: 'exchange.relinquishedValue', overridable: true, default: '0' },
    };
    const { id } = await addTemplate(documents, client, '{{number}}: {{value}}', variables, { origin: 'EXCHANGE' as never, exchangeId });
    values.set(`${client.userId} ${exchangeId}`, { 'exchange.number': '1031-7', 'exchange.relinquishedValue': '900000.00' });
    values.set(`${guest.userId} ${exchangeId}`, { 'exchange.number': '1031-7', 'exchange.relinquishedValue': null });
    const preview = async (viewer: Viewer, data: object, from?: object) =>
      (await ask(viewer, PREVIEW, { templateId: id, data, from })).data.previewTemplate;
    expect((await preview(client, {}, { exchangeId })).text).toBe('1031-7: $900,000.00');
    expect((await preview(guest, {}, { exchangeId })).text).toBe('1031-7: $0.00');
    expect(await preview(client, { number: 'forged', value: '1' }, { exchangeId })).toMatchObject({
      text: '1031-7: $1.00',
      warnings: [{ code: 'INPUT_IGNORED', path: 'number' }],
    });
    expect((await preview(client, { number: 'by hand' })).text).toBe('by hand: $0.00');
    expect((await preview(client, {})).errors).toMatchObject([{ code: 'MISSING_REQUIRED', path: 'number' }]);
    expect(code(await ask(client, PREVIEW, { templateId: id, from: { exchangeId: DOWN } }))).toBe('UNAVAILABLE');
  });

  it('costs as many statements for a long template as for a short one', async () => {
    const ann = aViewer();
    const rows = { rows: { type: 'list', of: { n: { type: 'int' } } } };
    const { id } = await addTemplate(documents, ann, '{{#rows}}{{n}}{{/rows}}', rows);
    const statements = (count: number) =>
      documents.statementsOf(() => ask(ann, PREVIEW, { templateId: id, data: { rows: Array.from({ length: count }, (_, n) => ({ n })) } }));
    const short = await statements(1);
    expect(await statements(500)).toHaveLength(short.length);
    expect(short.length).toBeLessThanOrEqual(5);
  });
});
