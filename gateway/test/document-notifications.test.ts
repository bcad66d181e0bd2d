import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestStack, type TestStack } from './test-stack';

const INBOX = `{ me { notifications(filter: { kind: [DOCUMENT_SHARED, DOCUMENT_CHANGED] }) {
  edges { node { kind message linkUrl subjectType subjectId } } } } }`;
const ADD = `mutation ($exchangeId: ID!, $contactId: ID!) {
  addExchangeParticipant(input: { exchangeId: $exchangeId, contactId: $contactId, role: AGENCY }) { id } }`;
const NEW = 'mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { id } }';
const EDIT = 'mutation ($input: UpdateDocumentInput!) { updateDocument(input: $input) { id } }';
const QUIET = 'mutation ($id: ID!) { updateExchange(input: { id: $id, notificationsEnabled: false }) { id } }';
type Role = 'ADMIN' | 'COORDINATOR' | 'USER';

describe('notifications of documents over all services', () => {
  let stack: TestStack;
  let tokens: Record<Role, string>;
  beforeAll(async () => {
    stack = await startTestStack();
    const [ADMIN, COORDINATOR, USER] = [await stack.signIn('ADMIN'), await stack.signIn('COORDINATOR'), await stack.signIn('USER')];
    tokens = { ADMIN, COORDINATOR, USER };
    await settle();
  }, 60_000);
  afterAll(() => stack.stop());

  /** All that was recorded is told to whoever asked for it, and what follows too. */
  const settle = async () => {
    for (const service of Object.values(stack.subgraphs)) await service.runJobs();
  };
  const done = async (by: Role, query: string, variables: Record<string, unknown> = {}) => {
    const { data, errors } = await stack.ask(query, variables, tokens[by]);
    expect(errors).toBeUndefined();
    return data;
  };
  const inbox = async (of: Role) => (await done(of, INBOX)).me.notifications.edges.map(({ node }: { node: object }) => node);
  const contactOf = async (role: Role) =>
    (await stack.lookInto('crm', 'SELECT contact_id AS id FROM users WHERE role = $1', [role]))[0]?.id;
  /** An exchange of the demo's coordinator and user. */
  const exchange = async (): Promise<string> => {
    const newContact = 'mutation ($email: EmailAddress!) { createContact(input: { type: OTHER, email: $email, shared: true }) { id } }';
    const clientContactId = (await done('ADMIN', newContact, { email: `a${randomUUID()}@example.com` })).createContact.id;
    const input = { name: 'Told', clientContactId, coordinatorContactId: await contactOf('COORDINATOR') };
    const create = 'mutation ($input: CreateExchangeInput!) { createExchange(input: $input) { id } }';
    const { id } = (await done('COORDINATOR', create, { input })).createExchange;
    await done('COORDINATOR', ADD, { exchangeId: id, contactId: await contactOf('USER') });
    await settle();
    return id;
  };
  const upload = async (exchangeId: string, values: object = {}): Promise<string> => {
    const file = { origin: 'EXCHANGE', fileName: 'wire.pdf', fileType: 'pdf', sourceUrl: 'https://files.example.com/wire.pdf' };
    const { createDocument } = await done('COORDINATOR', NEW, { input: { ...file, exchangeId, title: 'Wire', ...values } });
    await settle();
    return createDocument.id;
  };

  it('tell participants of what they may read, and nobody of what was closed to them', async () => {
    const exchangeId = await exchange();
    const [mine, before] = [await inbox('COORDINATOR'), await inbox('USER')];
    const id = await upload(exchangeId);
    const subject = { subjectType: 'Document', subjectId: id, linkUrl: `/documents/${id}` };
    expect(await inbox('USER')).toEqual([
      { kind: 'DOCUMENT_SHARED', message: 'A document was added to an exchange of yours.', ...subject },
      ...before,
    ]);
    const closed = await upload(exchangeId, { accessLevel: 'RESTRICTED', allowedRoles: ['COORDINATOR'] });
    await done('COORDINATOR', EDIT, { input: { id: closed, title: 'Wire to us' } });
    await settle();
    expect(await inbox('USER')).toHaveLength(before.length + 1);
    await done('COORDINATOR', EDIT, { input: { id: closed, allowedRoles: ['COORDINATOR', 'AGENCY'] } });
    await done('COORDINATOR', EDIT, { input: { id, title: 'Wire to them' } });
    await settle();
    const last = (await inbox('USER')).slice(0, 2);
    expect(last.map(({ kind, subjectId }: Record<string, string>) => `${kind} ${subjectId}`).sort()).toEqual([
      `DOCUMENT_CHANGED ${id}`,
      `DOCUMENT_SHARED ${closed}`,
    ]);
    expect(JSON.stringify(await inbox('USER'))).not.toMatch(/wire/i);
    expect(await inbox('COORDINATOR')).toEqual(mine);
  });

  it('are not sent of an exchange that notifies nobody', async () => {
    const exchangeId = await exchange();
    await done('COORDINATOR', QUIET, { id: exchangeId });
    await settle();
    const before = await inbox('USER');
    await upload(exchangeId);
    expect(await inbox('USER')).toEqual(before);
  });
});
