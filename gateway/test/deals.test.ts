import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deletionsOn, type StackDeletions } from './deletions';
import { startTestStack, type TestStack } from './test-stack';

let stack: TestStack;
let at: StackDeletions;
let uma: string;
let coordinator: string;
let admin: string;
beforeAll(async () => {
  stack = await startTestStack();
  at = deletionsOn(stack);
  [uma, coordinator, admin] = [await stack.signIn('USER'), await stack.signIn('COORDINATOR'), await stack.signIn('ADMIN')];
  await at.settle();
}, 120_000);
afterAll(() => stack.stop());

const CREATE_DEAL = 'mutation ($input: CreateDealInput!) { createDeal(input: $input) { id } }';
const CREATE = 'mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { id deal { id title } } }';
const PAPER = {
  ...{ origin: 'REAL_ESTATE', realEstateType: 'OTHER' },
  ...{ fileName: 'offer.pdf', fileType: 'pdf', sourceUrl: 'https://files.example.com/offer.pdf' },
};

const ask = async (query: string, variables: object, token = uma) => {
  const { data, errors } = await stack.ask(query, variables as Record<string, unknown>, token);
  expect(errors).toBeUndefined();
  return data;
};
const fieldsOf = ({ errors }: Awaited<ReturnType<TestStack['ask']>>) => errors?.[0]?.extensions?.fields;
const newDeal = async (input: object = {}): Promise<string> =>
  (await ask(CREATE_DEAL, { input: { title: 'Barn', stage: 'proposal', ...input } })).createDeal.id;
const file = (dealId: string, token = uma) => stack.ask(CREATE, { input: { ...PAPER, dealId } }, token);

describe('papers of a deal', () => {
  it('are filed with it by whoever may see it, and read through it', async () => {
    const dealId = await newDeal();
    const { data, errors } = await file(dealId);
    expect([errors, data.createDocument.deal]).toEqual([undefined, { id: dealId, title: 'Barn' }]);
    const READ = 'query ($id: ID!) { deal(id: $id) { title documents { edges { node { id } } totalCount } } }';
    const documents = { edges: [{ node: { id: data.createDocument.id } }], totalCount: 1 };
    expect((await ask(READ, { id: dealId })).deal).toEqual({ title: 'Barn', documents });
    expect((await ask(READ, { id: dealId }, admin)).deal.title).toBe('Barn');
    expect((await ask(READ, { id: dealId }, coordinator)).deal).toBeNull();
  });

  it('are not filed with a deal that is hidden, or with none', async () => {
    for (const dealId of [await newDeal(), randomUUID()])
      expect(fieldsOf(await file(dealId, coordinator))).toEqual({ 'input.dealId': 'must be a Deal that you may see' });
  });

  it('lose it when it is deleted, and none is filed with it again', async () => {
    const dealId = await newDeal();
    const { id } = (await file(dealId)).data.createDocument;
    expect(await at.codeOf(at.remove('Deal', dealId, uma))).toBeUndefined();
    await at.settle();
    expect(await at.dangling()).toEqual([]);
    expect(await at.look('documents', 'SELECT deal_id, trashed_at, version FROM documents WHERE id = $1', id)).toEqual([
      { deal_id: null, trashed_at: null, version: 2 },
    ]);
    expect((await ask('query ($id: ID!) { document(id: $id) { deal { id } } }', { id })).document).toEqual({ deal: null });
    expect(fieldsOf(await file(dealId))).toEqual({ 'input.dealId': expect.any(String) });
    const audited = await at.look('crm', 'SELECT action FROM audit_logs WHERE entity_id = $1 ORDER BY seq', dealId);
    expect(audited).toEqual([{ action: 'deal.created' }, { action: 'deal.deleted' }]);
  });
});

const PREVIEW =
  'query ($input: PreviewTemplateInput!) { previewTemplate(input: $input) { text errors { code path } warnings { code path } } }';
const RENDER = `mutation ($input: RenderTemplateInput!) { renderTemplate(input: $input) {
  document { id title fileName mimeType deal { id title stage } generatedFrom { templateVersion { document { id } } } } } }`;
const DEALS = `{ deals(filter: { status: [ACTIVE] }, orderBy: CREATED_AT_ASC) { edges { node { id title
  documents(filter: { isTemplate: true }) { edges { node { id title } } } } } } }`;
const START = 'mutation ($input: StartUploadInput!) { startUpload(input: $input) { id parts { url } } }';
const FINISH = 'mutation ($id: ID!) { finishUpload(id: $id) { id } }';
const DECLARE = 'mutation ($input: DeclareTemplateVersionInput!) { declareTemplateVersion(input: $input) { id } }';
const HIDDEN = { 'input.from.dealId': 'must be a Deal that you may see' };

/** The first open deal of somebody, and the letter that the demo has filed with it. */
const demoDeal = async (token = uma): Promise<{ dealId: string; title: string; templateId?: string }> => {
  const [{ node }] = (await ask(DEALS, {}, token)).deals.edges;
  return { dealId: node.id, title: node.title, templateId: node.documents.edges[0]?.node.id };
};
/** A text that somebody uploads and declares. */
const template = async (text: string, variables: object): Promise<string> => {
  const details = { origin: 'REAL_ESTATE', realEstateType: 'OTHER', title: 'Facts' };
  const input = { document: details, fileName: 'facts.txt', fileSize: String(Buffer.byteLength(text)) };
  const { id, parts } = (await ask(START, { input })).startUpload;
  expect((await fetch(parts[0].url, { method: 'PUT', body: text })).status).toBe(200);
  const documentId = (await ask(FINISH, { id })).finishUpload.id;
  await ask(DECLARE, { input: { documentId, engine: 'TEXT', variables } });
  return documentId;
};
const preview = async (templateId: string | undefined, dealId: string, data: object = {}) =>
  (await ask(PREVIEW, { input: { templateId, data, from: { dealId } } })).previewTemplate;

describe('templates, filled from a deal', () => {
  const SIGNED = { signedOn: '2026-03-01' };

  it('become papers of it', async () => {
    const { dealId, templateId, title } = await demoDeal();
    const input = { templateId, data: SIGNED, from: { dealId } };
    expect(await preview(templateId, dealId, SIGNED)).toEqual({ text: null, errors: [], warnings: [] });
    const target = { origin: 'REAL_ESTATE', realEstateType: 'OTHER', dealId };
    expect((await ask(RENDER, { input: { ...input, target } })).renderTemplate.document).toMatchObject({
      title: 'Letter of intent',
      fileName: 'Letter of intent.pdf',
      mimeType: 'application/pdf',
      deal: { id: dealId, title, stage: 'negotiation' },
      generatedFrom: { templateVersion: { document: { id: templateId } } },
    });
  });

  it('say all that it, its lead and its property are, and pass over what is given in their place', async () => {
    const PROPERTY = 'mutation ($input: CreatePropertyInput!) { createProperty(input: $input) { id } }';
    const LEAD = 'mutation ($input: CreateLeadInput!) { createLead(input: $input) { id } }';
    const address = { line1: '1 Main St', line2: 'Unit 2', city: 'Reno', state: 'NV', zip: '89501' };
    const house = { address, title: 'The old barn', propertyType: 'land', listingPrice: '99000.5' };
    const propertyId = (await ask(PROPERTY, { input: house })).createProperty.id;
    const lead = { name: 'Lea Lindt {{secret}}', company: 'Lindt', email: 'lea@example.com', phone: '+15125550199' };
    const leadId = (await ask(LEAD, { input: lead })).createLead.id;
    const more = { estimatedValue: '1250.5', expectedCloseDate: '2026-05-01', nextAction: 'Call' };
    const dealId = await newDeal({ propertyId, leadId, ...more });
    const names = ['title', 'status', 'stage', 'nextAction', 'propertyTitle', 'propertyAddress', 'propertyType'];
    const variables = {
      ...Object.fromEntries(names.map((name) => [name, { type: 'string', from: `deal.${name}` }])),
      value: { type: 'money', from: 'deal.value' },
      listingPrice: { type: 'money', from: 'deal.listingPrice' },
      probability: { type: 'int', from: 'deal.probability' },
      closeDate: { type: 'date', from: 'deal.expectedCloseDate' },
      owner: { type: 'party', from: 'deal.owner' },
      lead: { type: 'party', from: 'deal.lead' },
    };
    const text = [
      '{{title}} {{status}} {{stage}} {{probability}} {{value}} {{closeDate}} {{nextAction}}',
      '{{owner.name}} {{owner.email}}',
      '{{lead.name}} {{lead.company}} {{lead.email}} {{lead.phone}}',
      '{{propertyTitle}} {{propertyAddress}} {{propertyType}} {{listingPrice}}',
    ];
    const templateId = await template(text.join('\n'), variables);
    const { text: rendered, errors, warnings } = await preview(templateId, dealId, { title: 'forged' });
    expect(rendered.split('\n')).toEqual([
      'Barn ACTIVE proposal 50 $1,250.50 May 1, 2026 Call',
      'Uma Field uma@plat.example.com',
      'Lea Lindt {{secret}} Lindt lea@example.com +15125550199',
      'The old barn 1 Main St, Unit 2, Reno, NV 89501 land $99,000.50',
    ]);
    expect([errors, warnings]).toEqual([[], [{ code: 'INPUT_IGNORED', path: 'title' }]]);
  });

  it('are missing what the deal does not have, unless it is given', async () => {
    const { templateId } = await demoDeal();
    const dealId = await newDeal();
    const missing = ['lead', 'value', 'address', 'closeDate'].map((path) => ({ code: 'MISSING_REQUIRED', path }));
    expect((await preview(templateId, dealId, SIGNED)).errors).toEqual(missing);
    const given = { ...SIGNED, lead: { name: 'Iris' }, address: '1 Main St', value: '1', closeDate: '2026-05-01' };
    expect(await preview(templateId, dealId, given)).toEqual({ text: null, errors: [], warnings: [] });
  });

  it('say nothing of a deal that the viewer does not see, and nothing of a lead that is hidden by now', async () => {
    const { templateId } = await demoDeal();
    const hidden = await demoDeal(coordinator);
    for (const dealId of [hidden.dealId, randomUUID(), 'x']) {
      const answer = await stack.ask(PREVIEW, { input: { templateId, data: SIGNED, from: { dealId } } }, uma);
      expect(fieldsOf(answer)).toEqual(HIDDEN);
    }
    const SHARED = '{ leads(filter: { name: { is: "Kate Young" } }) { edges { node { id name } } } }';
    const [{ node: lead }] = (await ask(SHARED, {})).leads.edges;
    const dealId = await newDeal({ leadId: lead.id });
    const named = await template('{{lead.name}}', { lead: { type: 'party', from: 'deal.lead' } });
    expect((await preview(named, dealId)).text).toBe('Kate Young');
    await ask('mutation ($id: ID!) { moveLead(input: { id: $id, workspaceId: null }) { id } }', { id: lead.id }, coordinator);
    expect((await preview(named, dealId)).text).toBe('');
  });

  it('are filled for a partner by what its token may read', async () => {
    const { dealId, templateId } = await demoDeal();
    const MAKE = 'mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { token } }';
    const password = stack.demoUsers.find(({ role }) => role === 'USER')?.password;
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const tokenOf = async (...scopes: string[]) =>
      (await ask(MAKE, { input: { name: 'Partner', scopes, expiresAt, password } })).createAccessToken.token;
    const input = { templateId, data: SIGNED, from: { dealId } };
    const by = async (token: string) => stack.ask(PREVIEW, { input }, token);
    expect(fieldsOf(await by(await tokenOf('document:read', 'template:read')))).toEqual(HIDDEN);
    const narrow = await by(await tokenOf('document:read', 'template:read', 'deal:read'));
    expect(narrow.data.previewTemplate.errors).toEqual(['lead', 'owner', 'address'].map((path) => ({ code: 'MISSING_REQUIRED', path })));
    const wide = await by(await tokenOf('document:read', 'template:read', 'deal:read', 'user:read', 'lead:read', 'property:read'));
    expect([wide.errors, wide.data?.previewTemplate.errors]).toEqual([undefined, []]);
  });

  it('wait for the owner of the data when it is down', async () => {
    const { dealId, templateId } = await demoDeal();
    await stack.takeDown('crm');
    const { errors } = await stack.ask(PREVIEW, { input: { templateId, data: SIGNED, from: { dealId } } }, uma);
    expect(errors?.[0]?.extensions?.code).toBe('UNAVAILABLE');
  });
});
