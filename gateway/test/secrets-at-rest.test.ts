import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICES } from '@plat/shared/database/service';
import { reportCheck } from '@plat/shared/testing/report-check';
import { startTestStack, type TestStack } from './test-stack';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
}, 60_000);
afterAll(() => stack.stop());

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

const answered = async <T>(query: string, input: object, token?: string): Promise<T> => {
  const { data, errors } = await stack.ask(query, { input }, token);
  if (errors) throw new Error(JSON.stringify(errors));
  return data as T;
};

/** Brings secrets of every kind into the databases as clients do. @returns each by what it is */
async function plant(): Promise<Record<string, string>> {
  const { email, password } = stack.demoUsers.find(({ role }) => role === 'ADMIN') as (typeof stack.demoUsers)[number];
  const { signIn } = await answered<{ signIn: { accessToken: string; refreshToken: string } }>(
    'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken refreshToken } }',
    { email, password },
  );
  const [apiKey, newApiKey, linkToken, newLinkToken] = ['api-key', 'new-api-key', 'link-token', 'new-link-token'].map(someSecret) as [
    string,
    string,
    string,
    string,
  ];
  const { accessToken } = signIn;
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
  // A wrong password is close to the right one: it is as secret.
  const wrongPassword = someSecret('wrong-password');
  await stack.ask('mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }', {
    input: { email, password: wrongPassword },
  });
  return { password, wrongPassword, accessToken, refreshToken: signIn.refreshToken, apiKey, newApiKey, linkToken, newLinkToken };
}

describe('a dump of all five databases', () => {
  it('holds no secret that clients brought or were given', async () => {
    const secrets = await plant();
    const rows = (await Promise.all(SERVICES.map(dump))).flat();
    const found = Object.entries(secrets).filter(([, secret]) => formsOf(secret).some((form) => rows.some((row) => row.includes(form))));
    reportCheck('secrets at rest', { inputs: Object.keys(secrets).length, bad: found.length, rows: rows.length });
    expect(found.map(([name]) => name)).toEqual([]);
    // The dump is one: what is no secret stands in it.
    const { email } = stack.demoUsers[0] as (typeof stack.demoUsers)[number];
    expect(rows.some((row) => row.includes(email))).toBe(true);
  });
});
