import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestStack, type TestStack } from './test-stack';

const INVITE = 'mutation ($contactId: ID!) { inviteContact(contactId: $contactId) { contact { id } } }';
const MOVE = 'mutation ($id: ID!, $email: EmailAddress!) { updateContact(input: { id: $id, email: $email }) { email } }';
const PASSWORD = 'a quiet harbour at noon';

const someEmail = () => `a${randomUUID()}@example.com`;

describe('contacts and their exchanges', () => {
  let stack: TestStack;
  let tokens: Record<'ADMIN' | 'COORDINATOR' | 'AGENT', string>;
  beforeAll(async () => {
    stack = await startTestStack({ keepMails: true });
    const admin = await stack.signIn('ADMIN');
    tokens = { ADMIN: admin, COORDINATOR: await stack.signIn('COORDINATOR'), AGENT: await anAgent(admin) };
  }, 60_000);
  afterAll(() => stack.stop());

  const signIn = async (email: string): Promise<string> => {
    const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
    return (await stack.ask(query, { input: { email, password: PASSWORD } })).data.signIn.accessToken;
  };
  const tokenTo = async (email: string): Promise<string> => {
    const [mail] = await stack.lookInto('crm', 'SELECT body FROM mails WHERE to_address = $1 ORDER BY created_at DESC LIMIT 1', [email]);
    return /#[a-z-]+=([\w-]{43})\n/.exec(String(mail?.body))?.[1] ?? '';
  };
  const anAgent = async (admin: string): Promise<string> => {
    const email = someEmail();
    await stack.ask('mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }', { input: { email, role: 'AGENT' } }, admin);
    const input = { token: await tokenTo(email), newPassword: PASSWORD };
    await stack.ask('mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { accepted } }', { input });
    return signIn(email);
  };
  const codeOf = async (query: string, variables: Record<string, unknown>, by: keyof typeof tokens) =>
    (await stack.ask(query, variables, tokens[by])).errors?.[0]?.extensions?.code;
  const inRegistry = async (email = someEmail()): Promise<{ id: string; email: string }> => {
    const { data } = await stack.ask(
      'mutation ($email: EmailAddress!) { createContact(input: { type: OTHER, email: $email, shared: true }) { id email } }',
      { email },
      tokens.AGENT,
    );
    return data.createContact;
  };
  /** A contact who is the client of an exchange that the demo's coordinator opens. */
  const inExchange = async () => {
    const contact = await inRegistry();
    const [coordinator] = await stack.lookInto('crm', `SELECT contact_id FROM users WHERE role = 'COORDINATOR' AND contact_id IS NOT NULL`);
    const input = { name: 'Tied', clientContactId: contact.id, coordinatorContactId: coordinator?.contact_id };
    const { errors } = await stack.ask(
      'mutation ($input: CreateExchangeInput!) { createExchange(input: $input) { id } }',
      { input },
      tokens.COORDINATOR,
    );
    expect(errors).toBeUndefined();
    return contact;
  };
  const provesAddress = async (email: string) => {
    await stack.ask('mutation ($input: SignUpInput!) { signUp(input: $input) { accepted } }', { input: { email, password: PASSWORD } });
    const verify = 'mutation ($token: String!) { verifyEmail(token: $token) { message } }';
    const { data, errors } = await stack.ask(verify, { token: await tokenTo(email) });
    expect(errors).toBeUndefined();
    const [user] = await stack.lookInto('crm', 'SELECT contact_id FROM users WHERE email = $1', [email]);
    return { contactId: user?.contact_id, message: data.verifyEmail.message as string };
  };

  it('a proven address makes somebody the registry’s contact, but nobody a participant', async () => {
    const [free, client] = [await inRegistry(), await inExchange()];
    expect((await provesAddress(free.email)).contactId).toBe(free.id);
    expect((await provesAddress(client.email)).contactId).not.toBe(client.id);
  });

  it('a participant is invited and moved by the coordinator and administrators, and becomes who takes part', async () => {
    const client = await inExchange();
    expect(await codeOf(INVITE, { contactId: client.id }, 'AGENT')).toBe('FORBIDDEN');
    expect(await codeOf(MOVE, { id: client.id, email: someEmail() }, 'AGENT')).toBe('FORBIDDEN');
    const email = someEmail();
    expect(await codeOf(MOVE, { id: client.id, email }, 'COORDINATOR')).toBeUndefined();
    const told = await stack.lookInto('crm', 'SELECT subject FROM mails WHERE to_address = $1', [client.email]);
    expect(told).toEqual([{ subject: 'Another e-mail address stands for you' }]);
    expect(await codeOf(INVITE, { contactId: client.id }, 'ADMIN')).toBeUndefined();
    expect(await codeOf(INVITE, { contactId: client.id }, 'COORDINATOR')).toBeUndefined();
    await stack.ask('mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { accepted } }', {
      input: { token: await tokenTo(email), password: PASSWORD },
    });
    expect((await stack.ask('{ exchanges { edges { node { name } } } }', {}, await signIn(email))).data.exchanges.edges).toEqual([
      { node: { name: 'Tied' } },
    ]);
  });

  it('a contact who takes part in nothing is invited by staff, and hidden from coordinators', async () => {
    const free = await inRegistry();
    expect(await codeOf(INVITE, { contactId: free.id }, 'COORDINATOR')).toBe('NOT_FOUND');
    expect(await codeOf(MOVE, { id: free.id, email: someEmail() }, 'COORDINATOR')).toBe('NOT_FOUND');
    expect(await codeOf(INVITE, { contactId: free.id }, 'AGENT')).toBeUndefined();
  });

  it('nobody is invited, moved or made anybody while exchanges is away', async () => {
    const [free, client] = [await inRegistry(), await inExchange()];
    await stack.takeDown('exchanges');
    for (const by of ['ADMIN', 'AGENT', 'COORDINATOR'] as const) {
      expect(await codeOf(INVITE, { contactId: client.id }, by)).toBe('UNAVAILABLE');
      expect(await codeOf(MOVE, { id: client.id, email: someEmail() }, by)).toBe('UNAVAILABLE');
    }
    expect(await provesAddress(free.email)).toEqual({ contactId: null, message: expect.stringContaining('requestEmailVerification') });
  });
});
