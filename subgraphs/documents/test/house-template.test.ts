import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { tellDeletion } from '@plat/shared/testing/foreign-deletion';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { addTemplate } from './template.factory';

let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments();
});
afterAll(() => documents.stop());

const RENDER = 'mutation ($input: RenderTemplateInput!) { renderTemplate(input: $input) { document { id exchange { id } } } }';
const PREVIEW = 'query ($input: PreviewTemplateInput!) { previewTemplate(input: $input) { text } }';
const READ = `query ($id: ID!, $refs: [_Any!]!) { document(id: $id) { id viewerMay { edit } }
  documents(filter: { id: { eq: $id } }) { totalCount } searchDocuments(query: "leftover") { totalCount }
  _entities(representations: $refs) { ... on TemplateVersion { id } } }`;
const EDIT = 'mutation ($input: UpdateDocumentInput!) { updateDocument(input: $input) { id } }';
const FORM = { origin: 'EXCHANGE' as never, isTemplate: true };
const ALL = ['VIEW', 'UPLOAD', 'MANAGE'];
const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;
const template = (by: Viewer, exchangeId?: string) =>
  addTemplate(
    documents,
    by,
    'Dear {{name}}.',
    { name: { type: 'string' } },
    { ...FORM, exchangeId, title: exchangeId ? 'Leftover' : 'Quitclaim' },
  );
const render = (as: Viewer, templateId: string, exchangeId: string) =>
  documents.ask(as, RENDER, { input: { templateId, data: { name: 'Ann' }, target: { origin: 'EXCHANGE', exchangeId } } });

describe('templates of the house', () => {
  it('are rendered by coordinators into their exchanges, and edited by administrators', async () => {
    const [admin, coordinator, agency] = [aViewer('ADMIN'), aViewer('COORDINATOR'), aViewer('AGENCY')];
    const exchangeId = await documents.participation(coordinator, { role: 'COORDINATOR', permissions: ALL });
    await documents.participation(agency, { subjectId: exchangeId, role: 'AGENCY', permissions: ALL });
    const { id } = await template(admin);
    expect((await render(coordinator, id, exchangeId)).data.renderTemplate.document.exchange).toEqual({ id: exchangeId });
    expect(code(await documents.ask(coordinator, EDIT, { input: { id, title: 'Mine' } }))).toBe('FORBIDDEN');
    expect(code(await render(agency, id, exchangeId))).toBe('NOT_FOUND');
  });

  it('are none of an exchange that was deleted, which is kept for administrators alone', async () => {
    const [admin, coordinator, other, support] = [aViewer('ADMIN'), aViewer('COORDINATOR'), aViewer('COORDINATOR'), aViewer('SUPPORT')];
    const exchangeId = await documents.participation(coordinator, { role: 'COORDINATOR', permissions: ALL });
    const elsewhere = await documents.participation(other, { role: 'COORDINATOR', permissions: ALL });
    const { id, versionId } = await template(coordinator, exchangeId);
    await documents.hold({ id });
    await tellDeletion(documents, 'Exchange', exchangeId);
    const ways = { id, refs: [{ __typename: 'TemplateVersion', id: versionId }] };
    for (const as of [coordinator, other, support]) {
      expect((await documents.ask(as, READ, ways)).data).toEqual({
        document: null,
        documents: { totalCount: 0 },
        searchDocuments: { totalCount: 0 },
        _entities: [null],
      });
      expect(code(await documents.ask(as, PREVIEW, { input: { templateId: id, data: {} } }))).toBe('NOT_FOUND');
      expect(code(await render(as, id, elsewhere))).toBe('NOT_FOUND');
    }
    const found = (await documents.ask(admin, READ, ways)).data;
    expect([found.document.id, found._entities]).toEqual([id, [{ id: versionId }]]);
  });
});
