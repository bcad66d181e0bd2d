import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_ACCOUNTS } from '@plat/crm/seed';
import { withClient } from '@plat/shared/database/admin-client';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import { Subgraph } from '@plat/shared/graphql/subgraph';
import { subgraphServer } from '@plat/shared/graphql/subgraph-server';
import { freshDatabase, type TestDatabase } from '@plat/shared/testing/test-databases';
import { testIdentityKey, testSigningKey } from '@plat/shared/testing/test-keys';
import type { TestAnswer } from '@plat/shared/testing/test-subgraph';
import type { JWK } from 'jose';
import { ASSEMBLIES, seedDemo } from '../../scripts/src/start/assembly';
import { SUPERGRAPH_FILE } from '../src/config';
import { startGateway } from '../src/gateway';
import { ensurePlayground } from '../src/playground/playground-assets';

/** How a test wants its stack. */
export interface TestStackOptions {
  /** How many times as much demo data; 1 unless given. */
  readonly scale?: number;
  /** Ask the services over HTTP instead of in this process. */
  readonly overHttp?: boolean;
  /** Serve the playground too. */
  readonly playground?: boolean;
  /** Keep what is in mails, as the demo does. */
  readonly keepMails?: boolean;
  /** What Stripe is to sign webhooks with; without it crm takes none. */
  readonly stripeWebhookSecret?: string;
  /** The composed schema; the one that comes with the code unless given. */
  readonly supergraph?: string;
  /** Where mails go; nowhere unless given. */
  readonly smtpUrl?: string;
}

/** All five services with demo data behind a gateway that listens, in this process. */
export interface TestStack {
  readonly url: string;
  readonly demoUsers: typeof DEMO_ACCOUNTS;
  /** Statements that reached each service's database so far. */
  readonly statements: Readonly<Record<ServiceName, string[]>>;
  readonly subgraphs: Readonly<Record<ServiceName, Subgraph>>;
  /** Base URL of each service, where it listens over HTTP. */
  readonly serviceUrls: Readonly<Record<ServiceName, string>>;
  /** The private key of each process, by which identity tokens are minted. */
  readonly keys: Readonly<Record<ServiceName | 'gateway', JWK>>;
  /** The connection URLs of each service. */
  readonly databases: Readonly<Record<ServiceName, TestDatabase>>;
  /** Reads a service's database past all policies. */
  lookInto(service: ServiceName, sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** Takes a service off the network for good. */
  takeDown(service: ServiceName): Promise<void>;
  /** The access token of a demo user. */
  signIn(role: string): Promise<string>;
  /** Sends an operation as a client does. @param headers besides those of every request */
  ask(query: string, variables?: Record<string, unknown>, token?: string, headers?: Record<string, string>): Promise<TestAnswer>;
  /** Lets the gateway look at its supergraph again. */
  reload(): Promise<boolean>;
  stop(): Promise<void>;
}

const post = async (url: string, body: object, token?: string, more: Record<string, string> = {}): Promise<TestAnswer> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }), ...more },
    body: JSON.stringify(body),
  });
  return (await response.json()) as TestAnswer;
};

export async function startTestStack({
  scale = 1,
  overHttp = false,
  playground = false,
  keepMails = false,
  stripeWebhookSecret = '',
  smtpUrl = '',
  supergraph = SUPERGRAPH_FILE,
}: TestStackOptions = {}): Promise<TestStack> {
  const keys = Object.fromEntries(['gateway', ...SERVICES].map((name) => [name, testIdentityKey(name)])) as Record<
    ServiceName | 'gateway',
    ReturnType<typeof testIdentityKey>
  >;
  const signing = testSigningKey();
  const { d: _private, ...verifying } = signing;
  const trustedKeys: JWK[] = [...Object.values(keys).map(({ publicKey }) => publicKey), verifying];
  const files = await mkdtemp(join(tmpdir(), 'plat-test-files-'));
  const shared = {
    PLAT_TRUSTED_KEYS: JSON.stringify({ keys: trustedKeys }),
    PLAT_CURSOR_KEY: randomBytes(32).toString('base64url'),
    PLAT_AUDIT_KEY: randomBytes(32).toString('base64url'),
    PLAT_MASTER_KEYS: `t:${randomBytes(32).toString('base64url')}`,
    DOCUMENTS_URL_KEY: randomBytes(32).toString('base64url'),
    DOCUMENTS_FOLDER: files,
    PLAT_PIN_PEPPER: randomBytes(32).toString('base64url'),
    PLAT_KEEP_MAILS: keepMails ? '1' : '0',
    STRIPE_WEBHOOK_SECRET: stripeWebhookSecret,
    PLAT_SMTP_URL: smtpUrl,
    CRM_JWT_KEYS: JSON.stringify({ keys: [signing] }),
    LOG_LEVEL: 'silent',
    RUN_JOBS: 'off',
    POOL_SIZE: '3',
    PORT: '0',
  };
  const statements = Object.fromEntries(SERVICES.map((service) => [service, [] as string[]])) as Record<ServiceName, string[]>;
  const subgraphs = {} as Record<ServiceName, Subgraph>;
  const servers: Partial<Record<ServiceName, ReturnType<typeof subgraphServer>>> = {};
  const serviceUrls = {} as Record<ServiceName, string>;
  const databases = {} as Record<ServiceName, TestDatabase>;
  const known: object[] = [];
  for (const service of SERVICES) {
    const database = await freshDatabase(service);
    databases[service] = database;
    const prefix = service.toUpperCase();
    const { definition, config, publicPaths, rawPaths } = ASSEMBLIES[service]({
      ...shared,
      [`${prefix}_DATABASE_URL`]: database.app,
      [`${prefix}_SYSTEM_DATABASE_URL`]: database.system,
      [`${prefix}_KEY`]: JSON.stringify(keys[service].key),
      ...(serviceUrls.crm && { CRM_URL: serviceUrls.crm }),
    });
    known.push(config.serviceUrls);
    const patient = { ...config, connectionWaitMs: 10_000 }; // a busy machine fails no test
    subgraphs[service] = await Subgraph.start(definition, patient, (sql) => statements[service].push(sql));
    const server = subgraphServer(subgraphs[service], publicPaths, rawPaths);
    servers[service] = server;
    serviceUrls[service] = await server.listen({ host: '127.0.0.1', port: 0 });
  }
  // Whoever started first calls the others, too; addresses are read when a service is called for the first time.
  for (const urls of known) Object.assign(urls, serviceUrls);
  const takeDown = async (service: ServiceName) => {
    const server = servers[service];
    if (!server) return;
    delete servers[service];
    await server.close();
    await subgraphs[service].stop();
  };
  const gateway = await seedDemo(subgraphs, scale, () => undefined)
    .then(async () =>
      startGateway(
        {
          host: '127.0.0.1',
          port: 0,
          supergraph,
          serviceUrls,
          key: keys.gateway.key,
          trustedKeys,
          demoUsers: DEMO_ACCOUNTS,
          logLevel: 'silent',
        },
        { local: overHttp ? {} : subgraphs, playgroundDirectory: playground ? await ensurePlayground() : undefined },
      ),
    )
    .catch(async (error) => {
      await Promise.all(SERVICES.map(takeDown)); // or jest would wait for them for ever
      await rm(files, { recursive: true, force: true });
      throw error;
    });
  const ask: TestStack['ask'] = (query, variables, token, headers) => post(gateway.url, { query, variables }, token, headers);
  return {
    url: gateway.url,
    demoUsers: DEMO_ACCOUNTS,
    statements,
    subgraphs,
    serviceUrls,
    databases,
    keys: Object.fromEntries(Object.entries(keys).map(([name, { key }]) => [name, key])) as TestStack['keys'],
    ask,
    lookInto: (service, sql, values = []) =>
      withClient(databases[service].admin, async (client) => (await client.query(sql, [...values])).rows),
    takeDown,
    reload: () => gateway.reload(),
    async signIn(role) {
      const { email, password } = DEMO_ACCOUNTS.find((account) => account.role === role) as (typeof DEMO_ACCOUNTS)[number];
      const { data } = await ask('mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }', {
        input: { email, password },
      });
      return data.signIn.accessToken as string;
    },
    stop: async () => {
      await gateway.stop();
      await Promise.all(SERVICES.map(takeDown));
      await rm(files, { recursive: true, force: true });
    },
  };
}
