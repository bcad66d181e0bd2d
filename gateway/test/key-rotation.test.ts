import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { hashPassword } from '@plat/crm/session/password';
import type { ServiceAddresses } from '@plat/shared/access/service-client';
import { withClient } from '@plat/shared/database/admin-client';
import { SERVICES } from '@plat/shared/database/service';
import { type ListeningService, listen } from '@plat/shared/graphql/serve';
import { freshDatabase, type TestDatabase } from '@plat/shared/testing/test-databases';
import { testIdentityKey, testSigningKey } from '@plat/shared/testing/test-keys';
import type { JWK } from 'jose';
import { ASSEMBLIES } from '../../scripts/src/start/assembly';
import { SUPERGRAPH_FILE } from '../src/config';
import { type RunningGateway, startGateway } from '../src/gateway';

const PASSWORD = 'correct horse battery';
const [A, B] = [testSigningKey(), testSigningKey()];
const publicHalf = ({ d: _private, ...jwk }: JWK): JWK => jwk;
const keys = { gateway: testIdentityKey('gateway'), crm: testIdentityKey('crm') };
const cursorKey = randomBytes(32).toString('base64url');
const masterKeys = `t:${randomBytes(32).toString('base64url')}`;
const email = `${randomUUID()}@example.com`;

let database: TestDatabase;
let crm: ListeningService;
let gateway: RunningGateway;

/** crm with these keys, the first of which signs, where it was before. */
const startCrm = async (...signing: JWK[]) => {
  const port = crm ? new URL(crm.url).port : '0';
  await crm?.stop();
  crm = await listen(
    ASSEMBLIES.crm({
      CRM_DATABASE_URL: database.app,
      CRM_SYSTEM_DATABASE_URL: database.system,
      CRM_KEY: JSON.stringify(keys.crm.key),
      CRM_JWT_KEYS: JSON.stringify({ keys: signing }),
      PLAT_TRUSTED_KEYS: JSON.stringify({ keys: [keys.gateway.publicKey, keys.crm.publicKey] }),
      PLAT_CURSOR_KEY: cursorKey,
      PLAT_AUDIT_KEY: cursorKey,
      PLAT_MASTER_KEYS: masterKeys,
      LOG_LEVEL: 'silent',
      POOL_SIZE: '3',
      PORT: port,
    }),
  );
};

/** The gateway was told of A alone by its environment, and goes by what crm says all the same. */
const restartGateway = async () => {
  await gateway?.stop();
  gateway = await startGateway({
    host: '127.0.0.1',
    port: 0,
    supergraph: SUPERGRAPH_FILE,
    serviceUrls: Object.fromEntries(SERVICES.map((name) => [name, name === 'crm' ? crm.url : 'http://127.0.0.1:1'])) as ServiceAddresses,
    key: keys.gateway.key,
    trustedKeys: [publicHalf(A)],
    demoUsers: [],
    logLevel: 'silent',
  });
};

beforeAll(async () => {
  database = await freshDatabase('crm');
  const passwordHash = await hashPassword(PASSWORD);
  await withClient(database.system, (db) =>
    db.query(
      `WITH made AS (INSERT INTO users (username, email, password_hash) VALUES ($1, $1, $2) RETURNING id, email)
        INSERT INTO email_verifications (user_id, email, verified_at) SELECT id, email, now() FROM made`,
      [email, passwordHash],
    ),
  );
});
beforeEach(async () => {
  await startCrm(A);
  await restartGateway();
});
afterEach(() => {
  jest.useRealTimers();
});
afterAll(() => gateway.stop().then(() => crm.stop()));

const ask = async (query: string, token?: string) => {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the shape follows from the operation in the test
  return (await response.json()) as { data?: any; errors?: { extensions: { code: string } }[] };
};
const signIn = async (): Promise<string> => {
  const { data } = await ask(`mutation { signIn(input: { email: "${email}", password: "${PASSWORD}" }) { accessToken } }`);
  return data.signIn.accessToken;
};
const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] as string, 'base64url').toString()).kid;
const isTaken = async (token: string) => (await ask('{ me { id } }', token)).errors === undefined;

describe('the keys that sign access tokens', () => {
  it('follow one another without anybody being signed out, and without a restart of the gateway', async () => {
    const old = await signIn();
    expect([kidOf(old), await isTaken(old)]).toEqual([A.kid, true]);
    await startCrm(B, A);
    const young = await signIn();
    expect(kidOf(young)).toBe(B.kid);
    expect([await isTaken(young), await isTaken(old)]).toEqual([true, true]);
  });

  it('are worth nothing ten seconds after they were withdrawn, though a token was taken before', async () => {
    const old = await signIn();
    expect(await isTaken(old)).toBe(true);
    await startCrm(B);
    const young = await signIn();
    jest.useFakeTimers({
      now: Date.now() + 10_000,
      doNotFake: [
        'performance',
        'hrtime',
        'nextTick',
        'setImmediate',
        'clearImmediate',
        'queueMicrotask',
        'setTimeout',
        'clearTimeout',
        'setInterval',
        'clearInterval',
      ],
    });
    while (await isTaken(old));
    expect([await isTaken(young), await isTaken(old)]).toEqual([true, false]);
  });

  it('are what crm says, and not what the environment says', async () => {
    const old = await signIn();
    await startCrm(B);
    await restartGateway();
    expect(await isTaken(old)).toBe(false);
  });
});
