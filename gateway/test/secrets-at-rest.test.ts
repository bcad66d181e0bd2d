import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICES } from '@plat/shared/database/service';
import { reportCheck } from '@plat/shared/testing/report-check';
import { SMTPServer } from 'smtp-server';
import { startTestStack, type TestStack } from './test-stack';

const mails: string[] = [];
const smtp = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  onData: (stream, _session, done) => {
    let text = '';
    stream.on('data', (part) => (text += String(part)));
    stream.on('end', () => {
      mails.push(text.replace(/=\r\n/g, '').replaceAll('=3D', '='));
      done();
    });
  },
});

let stack: TestStack;
beforeAll(async () => {
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  stack = await startTestStack({ smtpUrl: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}` });
}, 60_000);
afterAll(async () => {
  await stack.stop();
  await new Promise<void>((resolve) => void smtp.close(() => resolve()));
});

const someSecret = (name: string) => `${name}-${randomBytes(12).toString('hex')}`;

/** How a secret may stand in a text: as it is, or in a form that whoever has the text turns back without a key. */
const formsOf = (secret: string): string[] => {
  const bytes = Buffer.from(secret);
  return [
    secret,
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(secret),
  ];
};

/** Every row of every table of every schema, as a dump would have it; partitions and extensions' tables too. */
async function dump(service: (typeof SERVICES)[number]): Promise<string[]> {
  const tables = await stack.lookInto(
    service,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const rows = await Promise.all(tables.map(({ name }) => stack.lookInto(service, `SELECT t::text AS row FROM ${name} t`)));
  return rows.flat().map(({ row }) => row as string);
}

const answered = async <T>(query: string, input: object, token?: string, headers?: Record<string, string>): Promise<T> => {
  const { data, errors } = await stack.ask(query, { input }, token, headers);
  if (errors) throw new Error(JSON.stringify(errors));
  return data as T;
};

/** The token of a link that was mailed to somebody. */
async function mailed(to: string, link: string): Promise<string> {
  for (let tries = 0; tries < 500; tries += 1) {
    for (const mail of mails) {
      const token = mail.includes(`To: ${to}`) && new RegExp(`#${link}=([\\w-]{43})`).exec(mail)?.[1];
      if (token) return token;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`No mail with ${link} came to ${to}.`);
}

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly deviceToken?: string;
}

const named = (prefix: string, { accessToken, refreshToken, deviceToken }: Tokens): Record<string, string> => ({
  [`${prefix} access token`]: accessToken,
  [`${prefix} refresh token`]: refreshToken,
  ...(deviceToken && { [`${prefix} device token`]: deviceToken }),
});

const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken refreshToken deviceToken } }';

/** Passwords and what is given for them. */
async function plantSignIns(email: string, password: string): Promise<Record<string, string>> {
  const { signIn } = await answered<{ signIn: Tokens }>(SIGN_IN, { email, password });
  const { refreshSession } = await answered<{ refreshSession: Tokens }>(
    'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { accessToken refreshToken } }',
    { refreshToken: signIn.refreshToken },
  );
  const { createAccessToken } = await answered<{ createAccessToken: { token: string } }>(
    'mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { token } }',
    { name: 'Planted', scopes: ['property:read'], expiresAt: new Date(Date.now() + 86_400_000), password },
    refreshSession.accessToken,
  );
  // A wrong password is close to the right one: it is as secret.
  const wrongPassword = someSecret('wrong-password');
  await stack.ask(SIGN_IN, { input: { email, password: wrongPassword } });
  return { password, wrongPassword, ...named('first', signIn), ...named('next', refreshSession), partner: createAccessToken.token };
}

/** An account of one's own, and what is mailed for it. */
async function plantAccount(): Promise<Record<string, string>> {
  const [email, password, newPassword] = ['planted@example.com', someSecret('password'), someSecret('new-password')];
  await answered('mutation ($input: SignUpInput!) { signUp(input: $input) { accepted } }', { email, password });
  const verifyToken = await mailed(email, 'verify-email');
  const { email: forgetful } = stack.demoUsers.find(({ role }) => role === 'USER') as (typeof stack.demoUsers)[number];
  await stack.ask('mutation ($email: EmailAddress!) { requestPasswordReset(email: $email) { accepted } }', { email: forgetful });
  const resetToken = await mailed(forgetful, 'reset-password');
  await answered('mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { accepted } }', {
    token: resetToken,
    newPassword,
  });
  return { ownPassword: password, newPassword, verifyToken, resetToken };
}

/** What lets us into a calendar, and what took its place. */
async function plantCalendar(accessToken: string): Promise<Record<string, string>> {
  const [calendarToken, newCalendarToken] = [someSecret('calendar-token'), someSecret('new-calendar-token')];
  const { data } = await stack.ask('{ me { id contact { id } } }', {}, accessToken);
  const { createContributor } = await answered<{ createContributor: { id: string } }>(
    'mutation ($input: CreateContributorInput!) { createContributor(input: $input) { id } }',
    { userId: data.me.id, contactId: data.me.contact.id },
    await stack.signIn('ADMIN'),
  );
  const { createCalendarSyncToken } = await answered<{ createCalendarSyncToken: { id: string } }>(
    'mutation ($input: CreateCalendarSyncTokenInput!) { createCalendarSyncToken(input: $input) { id } }',
    { contributorId: createContributor.id, provider: 'GOOGLE', refreshToken: calendarToken },
    accessToken,
  );
  await answered(
    'mutation ($input: UpdateCalendarSyncTokenInput!) { updateCalendarSyncToken(input: $input) { id } }',
    { id: createCalendarSyncToken.id, refreshToken: newCalendarToken },
    accessToken,
  );
  return { calendarToken, newCalendarToken };
}

/** Keys of other services, and those that took their place. */
async function plantKeys(accessToken: string): Promise<Record<string, string>> {
  const [apiKey, newApiKey] = [someSecret('api-key'), someSecret('new-api-key')];
  const [linkToken, newLinkToken] = [someSecret('link-token'), someSecret('new-link-token')];
  const { createApiKey } = await answered<{ createApiKey: { id: string } }>(
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { id } }',
    { service: 'planted', key: apiKey },
    accessToken,
  );
  await answered(
    'mutation ($input: UpdateApiKeyInput!) { updateApiKey(input: $input) { id } }',
    { id: createApiKey.id, key: newApiKey },
    accessToken,
  );
  const { createPlatformLink } = await answered<{ createPlatformLink: { id: string } }>(
    'mutation ($input: CreatePlatformLinkInput!) { createPlatformLink(input: $input) { id } }',
    { name: 'Planted', platform: 'DROPBOX', rootPath: '/', credentials: { token: linkToken } },
    accessToken,
  );
  await answered(
    'mutation ($input: UpdatePlatformLinkInput!) { updatePlatformLink(input: $input) { id } }',
    { id: createPlatformLink.id, credentials: { token: newLinkToken } },
    accessToken,
  );
  return { apiKey, newApiKey, linkToken, newLinkToken, ...(await plantWebhook(accessToken)), ...(await plantCalendar(accessToken)) };
}

/** What signs messages, the one before it included: the key that stands in it. */
async function plantWebhook(accessToken: string): Promise<Record<string, string>> {
  const { createWebhook } = await answered<{ createWebhook: { secret: string; webhook: { id: string } } }>(
    'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret webhook { id } } }',
    { url: 'https://8.8.8.8/hook', eventTypes: ['*'] },
    accessToken,
  );
  const { data } = await stack.ask(
    'mutation ($id: ID!) { rotateWebhookSecret(id: $id) { secret } }',
    { id: createWebhook.webhook.id },
    accessToken,
  );
  const { secret } = data.rotateWebhookSecret as { secret: string };
  const keyOf = (text: string) => text.slice('whsec_'.length).replace('=', '');
  return { webhookSecret: keyOf(createWebhook.secret), newWebhookSecret: keyOf(secret) };
}

/** What came with an idempotency key that is easy to guess: tokens and revealed keys, of which no answer is kept. */
async function plantAnswers(email: string, password: string): Promise<Record<string, string>> {
  const [apiKey, headers] = [someSecret('kept-api-key'), { 'Idempotency-Key': 'retry 1' }];
  const accessToken = await stack.signIn('ADMIN');
  const keyed = <T>(query: string, input: object) => answered<T>(query, input, accessToken, headers);
  const { signIn } = await keyed<{ signIn: Tokens }>(SIGN_IN, { email, password });
  const { createApiKey } = await keyed<{ createApiKey: { id: string } }>(
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { id } }',
    { service: 'planted twice', key: apiKey },
  );
  await keyed('mutation ($input: RevealApiKeyInput!) { revealApiKey(input: $input) { key } }', { id: createApiKey.id, password });
  const { createAccessToken } = await keyed<{ createAccessToken: { token: string } }>(
    'mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { token } }',
    { name: 'Kept', scopes: ['property:read'], expiresAt: new Date(Date.now() + 86_400_000), password },
  );
  const kept = await stack.lookInto('crm', 'SELECT field FROM idempotency_keys WHERE outcome IS NOT NULL ORDER BY field');
  expect(kept.map(({ field }) => field)).toEqual(['createAccessToken', 'createApiKey', 'revealApiKey', 'signIn']);
  return { keptApiKey: apiKey, keptToken: createAccessToken.token, ...named('kept', signIn) };
}

/** The number of a taxpayer, and the one that took its place; as it is typed, and by its digits. */
async function plantTaxes(accessToken: string): Promise<Record<string, string>> {
  const aNumber = () => `12-${String(1_000_000 + (randomBytes(4).readUInt32BE() % 9_000_000))}`;
  const [tin, newTin] = [aNumber(), aNumber()];
  const { data } = await stack.ask('{ me { contact { id } } }', {}, accessToken);
  const { createExchange } = await answered<{ createExchange: { id: string } }>(
    'mutation ($input: CreateExchangeInput!) { createExchange(input: $input) { id } }',
    { name: 'Planted', clientContactId: data.me.contact.id },
    await stack.signIn('COORDINATOR'),
  );
  const person = { exchangeId: createExchange.id, side: 'RELINQUISHED', vesting: 'Planted', form: 'CORPORATION' };
  const { addTaxpayerIdentity } = await answered<{ addTaxpayerIdentity: { id: string } }>(
    'mutation ($input: AddTaxpayerIdentityInput!) { addTaxpayerIdentity(input: $input) { id } }',
    { ...person, tinKind: 'EIN', tin },
    accessToken,
  );
  await answered(
    'mutation ($input: UpdateTaxpayerIdentityInput!) { updateTaxpayerIdentity(input: $input) { id } }',
    { id: addTaxpayerIdentity.id, tinKind: 'EIN', tin: newTin },
    accessToken,
  );
  const digits = (number: string) => number.replace('-', '');
  return { tin, newTin, tinDigits: digits(tin), newTinDigits: digits(newTin) };
}

/** Brings secrets of every kind into the databases as clients do. @returns each by what it is */
async function plant(): Promise<Record<string, string>> {
  const { email, password } = stack.demoUsers.find(({ role }) => role === 'ADMIN') as (typeof stack.demoUsers)[number];
  const keys = await plantKeys(await stack.signIn('ADMIN'));
  const kept = await plantAnswers(email, password);
  const taxes = await plantTaxes(await stack.signIn('ADMIN'));
  return { ...keys, ...taxes, ...kept, ...(await plantSignIns(email, password)), ...(await plantAccount()) };
}

/** What is told of rows with a secret in them, and whether the secret's column is told at all. */
const SECRET_BEARING = {
  'access_token.created': true,
  'api_key.created': true,
  'api_key.updated': true,
  'calendar_sync_token.created': true,
  'calendar_sync_token.updated': true,
  'platform_link.created': true,
  'platform_link.updated': true,
  'taxpayer_identity.created': true,
  'taxpayer_identity.updated': true,
  'webhook.created': false,
  'webhook.secret_rotated': false,
};

describe('a dump of all five databases', () => {
  it('holds no secret that clients brought or were given', async () => {
    const secrets = await plant();
    // What was told of it is in the audit log by then; messages to partners are not sent out of a test.
    await stack.lookInto('crm', 'DELETE FROM webhook_deliveries');
    await stack.lookInto('crm', `UPDATE webhooks SET event_types = '{nothing.told}'`);
    for (const service of SERVICES) await stack.subgraphs[service].runJobs();
    const told = await stack.lookInto(
      'crm',
      `SELECT DISTINCT action, coalesce(new_values::text LIKE '%[redacted]%', false) AS hidden FROM audit_logs WHERE action = ANY ($1)`,
      [Object.keys(SECRET_BEARING)],
    );
    expect(Object.fromEntries(told.map(({ action, hidden }) => [action, hidden]))).toEqual(SECRET_BEARING);
    const rows = (await Promise.all(SERVICES.map(dump))).flat();
    const found = Object.entries(secrets).filter(([, secret]) => formsOf(secret).some((form) => rows.some((row) => row.includes(form))));
    reportCheck('secrets at rest', { inputs: Object.keys(secrets).length, bad: found.length, rows: rows.length });
    expect(found.map(([name]) => name)).toEqual([]);
    // The dump is one: what is no secret stands in it.
    const { email } = stack.demoUsers[0] as (typeof stack.demoUsers)[number];
    expect(rows.some((row) => row.includes(email))).toBe(true);
  }, 90_000);
});
