import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestStack, type TestStack } from './test-stack';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
}, 120_000);
afterAll(() => stack.stop());

const TEMPLATES = `{ documents(filter: { isTemplate: true }) { edges { node { id title exchange { id exchangeNumber name
  clientContact { id firstName lastName } } templateVersions { edges { node { engine } } } } } } }`;
const PREVIEW =
  'query ($input: PreviewTemplateInput!) { previewTemplate(input: $input) { text errors { code path } warnings { code path } } }';
const RENDER = `mutation ($input: RenderTemplateInput!) { renderTemplate(input: $input) {
  document { id title fileName mimeType exchange { id } generatedFrom { rendererVersion templateVersion { document { id } } } } } }`;
const DATA = { signedOn: '2026-03-01' };

interface Template {
  readonly id: string;
  readonly title: string;
  readonly exchange: {
    readonly id: string;
    readonly exchangeNumber: string;
    readonly name: string;
    readonly clientContact: { readonly firstName: string; readonly lastName: string } | null;
  } | null;
}

const templatesOf = async (role: string): Promise<Template[]> => {
  const { data } = await stack.ask(TEMPLATES, {}, await stack.signIn(role));
  return data.documents.edges.map(({ node }: { node: Template }) => node);
};
const fields = ({ errors }: Awaited<ReturnType<TestStack['ask']>>) => errors?.[0]?.extensions?.fields;

describe('templates, filled from an exchange', () => {
  it('become papers of it, with what its owner lets the viewer read', async () => {
    const token = await stack.signIn('COORDINATOR');
    const notice = (await templatesOf('COORDINATOR')).find(({ exchange }) => exchange) as Template & { exchange: object };
    const { exchange } = notice as { exchange: NonNullable<Template['exchange']> };
    const input = { templateId: notice.id, data: DATA, from: { exchangeId: exchange.id } };
    const preview = await stack.ask(PREVIEW, { input }, token);
    expect(preview.errors).toBeUndefined();
    expect(preview.data.previewTemplate).toEqual({ text: null, errors: [], warnings: [] });
    const forged = await stack.ask(PREVIEW, { input: { ...input, data: { ...DATA, number: 'X' } } }, token);
    expect(forged.data.previewTemplate.warnings).toEqual([{ code: 'INPUT_IGNORED', path: 'number' }]);
    const { data, errors } = await stack.ask(
      RENDER,
      { input: { ...input, target: { origin: 'EXCHANGE', exchangeId: exchange.id } } },
      token,
    );
    expect(errors).toBeUndefined();
    expect(data.renderTemplate.document).toMatchObject({
      title: 'Identification notice',
      fileName: 'Identification notice.pdf',
      mimeType: 'application/pdf',
      exchange: { id: exchange.id },
      generatedFrom: { rendererVersion: 'PDF 1', templateVersion: { document: { id: notice.id } } },
    });
  });

  it('say nothing of an exchange that the viewer does not see', async () => {
    const [house] = (await templatesOf('ADMIN')).filter(({ exchange, title }) => !exchange && title === 'Identification notice');
    const hidden = await stack.ask(
      PREVIEW,
      { input: { templateId: house?.id, data: DATA, from: { exchangeId: '00000000-0000-4000-8000-000000000000' } } },
      await stack.signIn('ADMIN'),
    );
    expect(fields(hidden)).toEqual({ 'input.from.exchangeId': 'must be an Exchange that you may see' });
    const text = await stack.ask(
      'mutation ($input: RenderTemplateInput!) { renderTemplate(input: $input) { errors { code path } } }',
      {
        input: { templateId: house?.id, data: DATA, target: { origin: 'REAL_ESTATE', realEstateType: 'OTHER' }, dryRun: true },
      },
      await stack.signIn('ADMIN'),
    );
    expect(text.data.renderTemplate.errors).toEqual([
      { code: 'MISSING_REQUIRED', path: 'client' },
      { code: 'MISSING_REQUIRED', path: 'number' },
      { code: 'MISSING_REQUIRED', path: 'coordinator' },
    ]);
  });

  it('wait for the owner of the data when it is down', async () => {
    const token = await stack.signIn('COORDINATOR');
    const notice = (await templatesOf('COORDINATOR')).find(({ exchange }) => exchange);
    await stack.takeDown('exchanges');
    const { errors } = await stack.ask(
      PREVIEW,
      { input: { templateId: notice?.id, data: DATA, from: { exchangeId: notice?.exchange?.id } } },
      token,
    );
    expect(errors?.[0]?.extensions?.code).toBe('UNAVAILABLE');
  });
});
