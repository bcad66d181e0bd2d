import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { addTemplate } from './template.factory';
import { DEED, START, someText, uploadAll } from './uploads.factory';

const LIMITS = { file: 10_000, person: 25_000 };
let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments({ limits: LIMITS });
});
afterAll(() => documents.stop());

const RESTORE =
  'mutation ($id: ID!) { restoreDocumentVersion(documentId: $id, number: 1) { currentVersionNumber currentVersion { origin } } }';
const RENDER = 'mutation ($input: RenderTemplateInput!) { renderTemplate(input: $input) { document { id fileSize } } }';
const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;
const codes = (answers: Awaited<ReturnType<TestDocuments['ask']>>[]) => answers.map(code).filter(Boolean);
const takenBy = async ({ userId }: Viewer): Promise<number> =>
  documents.given(async (db) => {
    const [row] = await db.query('SELECT used::int, reserved::int FROM storage_usages WHERE user_id = $1', [userId]);
    return row.used + row.reserved;
  });
const versionsOf = async (id: string): Promise<number> =>
  documents.given(
    async (db) => (await db.query('SELECT count(*)::int AS many FROM document_versions WHERE document_id = $1', [id]))[0].many,
  );
const uploaded = async (as: Viewer, size: number): Promise<string> => (await uploadAll(documents, as, someText(size))).data.finishUpload.id;

describe('the space of a person', () => {
  it('is taken by versions that are brought back, to the last byte and no further, however many come at once', async () => {
    const ann = aViewer();
    const id = await uploaded(ann, 5_000);
    const answers = await Promise.all(Array.from({ length: 8 }, () => documents.ask(ann, RESTORE, { id })));
    // One that finds another one's lock too long in its way says CONFLICT, and takes nothing.
    const done = answers.filter((answer) => !code(answer)).length;
    expect([...new Set(codes(answers))].sort().every((one) => one === 'LIMIT' || one === 'CONFLICT')).toBe(true);
    expect(done).toBeLessThanOrEqual(4);
    for (let left = 4 - done; left > 0; left -= 1) expect(code(await documents.ask(ann, RESTORE, { id }))).toBeUndefined();
    const { errors } = await documents.ask(ann, RESTORE, { id });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'LIMIT', taken: 25_000, most: 25_000 });
    expect([await takenBy(ann), await versionsOf(id)]).toEqual([25_000, 5]);
  });

  it('is taken by what is made of templates, and nothing is made for which there is none', async () => {
    const ann = aViewer();
    const { id: templateId } = await addTemplate(documents, ann, 'Dear {{name}}.', { name: { type: 'string' } });
    const render = (name: string) => documents.ask(ann, RENDER, { input: { templateId, data: { name }, target: DEED } });
    const before = await takenBy(ann);
    const made = await render('x'.repeat(9_000));
    expect(code(made)).toBeUndefined();
    expect(await takenBy(ann)).toBe(before + Number(made.data.renderTemplate.document.fileSize));
    await uploaded(ann, 10_000);
    const count = async () =>
      documents.given(
        async (db) => (await db.query('SELECT count(*)::int AS many FROM documents WHERE user_id = $1', [ann.userId]))[0].many,
      );
    const papers = await count();
    const { errors } = await render('y'.repeat(9_000));
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'LIMIT', most: 25_000 });
    expect([await count(), await takenBy(ann)]).toEqual([papers, 19_000 + before + 6]);
    expect(code(await render('Ann'))).toBeUndefined();
  });

  it('is the same for what is sent, brought back and made at the same time', async () => {
    const ann = aViewer();
    const id = await uploaded(ann, 6_000);
    const { id: templateId } = await addTemplate(documents, ann, '{{name}}', { name: { type: 'string' } });
    const answers = await Promise.all([
      ...Array.from({ length: 3 }, () => documents.ask(ann, RESTORE, { id })),
      ...Array.from({ length: 3 }, () => documents.ask(ann, START, { input: { document: DEED, fileName: 'deed.txt', fileSize: 6_000 } })),
      ...['x', 'y', 'z'].map((letter) =>
        documents.ask(ann, RENDER, { input: { templateId, data: { name: letter.repeat(6_000) }, target: DEED } }),
      ),
    ]);
    expect(codes(answers).every((one) => one === 'LIMIT' || one === 'CONFLICT')).toBe(true);
    const done = answers.filter((answer) => !code(answer)).length;
    expect([done <= 3, await takenBy(ann)]).toEqual([true, 6_000 + 8 + done * 6_000]);
  });
});
