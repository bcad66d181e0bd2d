import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GRANT_OWNERS, GRANT_SUBJECTS, GRANTS_PAGE_PATH, GRANTS_PATH, type GrantSubject } from '@plat/shared/access/grants';
import { IDENTITY_HEADER } from '@plat/shared/access/identity-header';
import { IdentityIssuer } from '@plat/shared/access/identity-token';
import { NOBODY } from '@plat/shared/access/viewer';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import { startTestStack, type TestStack } from './test-stack';

const ROOT = join(__dirname, '../..');
const file = { fileName: 'new.pdf', fileType: 'pdf', sourceUrl: 'https://files.example.com/new.pdf' };
const CREATE = 'mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { id } }';
const OPEN = `mutation ($input: CreateExchangeInput!) { createExchange(input: $input) { id } }`;
const JOIN = 'mutation ($input: AddExchangeParticipantInput!) { addExchangeParticipant(input: $input) { id } }';
const END = 'mutation ($id: ID!) { updateExchangeParticipant(input: { id: $id, isActive: false }) { id } }';
const DOCUMENTS = 'query ($id: ID!) { exchange(id: $id) { documents { edges { node { id } } } } }';

/** Active grants, and by which event or answer they came: the same whichever way they came. */
const GRANTS = `SELECT subject_type, subject_id, principal_id, role, permissions FROM access_grants WHERE is_active
  ORDER BY subject_type, subject_id, principal_id, role`;

describe('the grants of documents', () => {
  let stack: TestStack;
  let tokens: Record<'COORDINATOR' | 'AGENCY' | 'CLIENT', string>;
  beforeAll(async () => {
    stack = await startTestStack({ overHttp: true });
    const [coordinator, agency, client] = [await stack.signIn('COORDINATOR'), await stack.signIn('AGENCY'), await stack.signIn('CLIENT')];
    tokens = { COORDINATOR: coordinator, AGENCY: agency, CLIENT: client };
  }, 60_000);
  afterAll(() => stack.stop());

  const act = async (query: string, variables: Record<string, unknown>, by: keyof typeof tokens) => {
    const { data, errors } = await stack.ask(query, variables, tokens[by]);
    expect(errors).toBeUndefined();
    return Object.values(data as Record<string, { id: string }>)[0] as { id: string };
  };
  const contactOf = async (role: string) =>
    (await stack.lookInto('crm', 'SELECT contact_id FROM users WHERE role = $1 AND contact_id IS NOT NULL', [role]))[0]
      ?.contact_id as string;
  const seenBy = async (by: keyof typeof tokens, id: string) => {
    const { data } = await stack.ask('query ($id: ID!) { document(id: $id) { id } }', { id }, tokens[by]);
    return data.document?.id === id;
  };
  const deliverAll = async () => {
    for (const service of SERVICES) await stack.subgraphs[service].runJobs();
  };
  const rebuild = async (env: Record<string, string> = {}) => {
    const routing = Object.fromEntries(SERVICES.map((service) => [`${service.toUpperCase()}_URL`, stack.serviceUrls[service]]));
    const child = spawn(process.execPath, ['--conditions=source', '--import=tsx', 'scripts/src/grants-rebuild.ts'], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        ...routing,
        DOCUMENTS_SYSTEM_DATABASE_URL: stack.databases.documents.system,
        DOCUMENTS_KEY: JSON.stringify(stack.keys.documents),
        ...env,
      },
    });
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    child.stderr.on('data', (chunk) => (said += chunk));
    const [code] = await once(child, 'close');
    return { code, said };
  };

  it('let somebody add to what was made a moment ago, before any event is delivered', async () => {
    const address = { line1: '1 Main St', city: 'Reno', state: 'NV', zip: '89501' };
    const property = await act(
      'mutation ($input: CreatePropertyInput!) { createProperty(input: $input) { id } }',
      { input: { address, propertyType: 'HOUSE' } },
      'CLIENT',
    );
    const deed = { ...file, origin: 'REAL_ESTATE', realEstateType: 'DEED', propertyId: property.id };
    const { id } = await act(CREATE, { input: deed }, 'CLIENT');
    expect(await seenBy('CLIENT', id)).toBe(true);
    expect((await stack.ask(CREATE, { input: deed }, tokens.AGENCY)).errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
  });

  it('follow a participation from its first moment to its end', async () => {
    const input = { name: 'Grants', clientContactId: await contactOf('CLIENT'), coordinatorContactId: await contactOf('COORDINATOR') };
    const exchange = await act(OPEN, { input }, 'COORDINATOR');
    const part = await act(
      JOIN,
      { input: { exchangeId: exchange.id, contactId: await contactOf('AGENCY'), role: 'AGENCY' } },
      'COORDINATOR',
    );
    const { id } = await act(CREATE, { input: { ...file, origin: 'EXCHANGE', exchangeId: exchange.id } }, 'COORDINATOR');
    const { data } = await stack.ask(DOCUMENTS, { id: exchange.id }, tokens.AGENCY);
    expect(data.exchange.documents.edges).toEqual([{ node: { id } }]);
    expect([await seenBy('AGENCY', id), await seenBy('CLIENT', id)]).toEqual([true, true]);
    await deliverAll();
    expect(await seenBy('AGENCY', id)).toBe(true);
    await act(END, { id: part.id }, 'COORDINATOR');
    await deliverAll();
    expect([await seenBy('AGENCY', id), await seenBy('CLIENT', id)]).toEqual([false, true]);
  });

  it('are the same by events and by a command that makes them anew', async () => {
    const [lead] = await stack.lookInto(
      'crm',
      `SELECT l.id FROM leads l JOIN users u ON u.id = l.user_id WHERE u.role = 'COORDINATOR' AND NOT is_deleted`,
    );
    await act('mutation ($id: ID!) { deleteLead(id: $id) { id } }', { id: lead?.id }, 'COORDINATOR');
    await deliverAll();
    const byEvents = await stack.lookInto('documents', GRANTS);
    const { code, said } = await rebuild();
    expect([code, said.trim().split('\n')]).toEqual([
      0,
      GRANT_SUBJECTS.map((type) => expect.stringMatching(`^${type}: \\d+ grants told, 0 removed$`)),
    ]);
    expect(await stack.lookInto('documents', GRANTS)).toEqual(byEvents);
    await stack.lookInto('documents', 'DELETE FROM access_grants');
    expect((await rebuild()).code).toBe(0);
    expect(await stack.lookInto('documents', GRANTS)).toEqual(byEvents);
    expect(new Set(byEvents.map(({ subject_type }) => subject_type))).toEqual(new Set(GRANT_SUBJECTS));
  }, 60_000);

  it('are told to documents alone, by the service that knows', async () => {
    const ask = async (service: ServiceName, by: ServiceName | 'gateway', path: string, body: object) => {
      const token = await new IdentityIssuer(by, stack.keys[by]).mint(NOBODY, service);
      const headers = { 'content-type': 'application/json', [IDENTITY_HEADER]: token };
      const { status } = await fetch(stack.serviceUrls[service] + path, { method: 'POST', headers, body: JSON.stringify(body) });
      return status;
    };
    const id = '00000000-0000-4000-8000-000000000000';
    for (const [type, owner] of Object.entries(GRANT_OWNERS) as [GrantSubject, ServiceName][]) {
      for (const [path, body] of [
        [GRANTS_PATH, { type, ids: [id] }],
        [GRANTS_PAGE_PATH, { type }],
      ] as const) {
        for (const by of ['gateway', ...SERVICES] as const)
          expect([by, await ask(owner, by, path, body)]).toEqual([by, by === 'documents' ? 200 : 401]);
        const other = owner === 'crm' ? 'builds' : 'crm';
        expect(await ask(other, 'documents', path, body)).toBe(400);
      }
      for (const bad of [
        { type, ids: [] },
        { type, ids: ['x'] },
        { type: 'Deal', ids: [id] },
        { type, ids: Array(101).fill(id) },
      ])
        expect(await ask(owner, 'documents', GRANTS_PATH, bad)).toBe(400);
    }
  });

  it('are not made anew without an owner, who is named, and without settings, which are named', async () => {
    await stack.takeDown('builds');
    const { code, said } = await rebuild();
    expect(code).toBe(1);
    expect(said).toContain('The builds service does not answer right now; try again. What was told is kept');
    expect((await rebuild({ DOCUMENTS_KEY: '' })).said).toContain('DOCUMENTS_KEY');
  }, 60_000);
});
