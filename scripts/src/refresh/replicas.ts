import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { definition } from '@plat/crm/definition';
import { IdentityIssuer } from '@plat/shared/access/identity-token';
import type { ServiceAddresses } from '@plat/shared/access/service-client';
import { NOBODY } from '@plat/shared/access/viewer';
import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import { SERVICES, type ServiceUrls } from '@plat/shared/database/service';
import { Subgraph } from '@plat/shared/graphql/subgraph';
import type { JWK } from 'jose';

/** One of several crm on the same database, asked by nobody, always from the same client. */
export interface Replica {
  ask(query: string, variables: Readonly<Record<string, unknown>>): Promise<ReplicaAnswer>;
  stop(): Promise<void>;
}

export interface ReplicaAnswer {
  readonly data?: { readonly refreshSession?: { readonly accessToken: string; readonly refreshToken: string } | null };
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: unknown } }[];
}

/** They ask nobody. */
const NO_SERVICES = Object.fromEntries(SERVICES.map((name) => [name, 'http://127.0.0.1:1'])) as ServiceAddresses;

const jwk = (key: ReturnType<typeof generateKeyPairSync>['privateKey'], kid: string): JWK => ({
  ...(key.export({ format: 'jwk' }) as JWK),
  kid,
});

/** Starts crm several times in this process. Its clock stands still, so that a busy machine makes no second click a late one. */
export async function startReplicas({ app, system }: ServiceUrls, count: number): Promise<Replica[]> {
  const gateway = jwk(generateKeyPairSync('ed25519').privateKey, 'gateway.1');
  const { d: _private, ...trusted } = gateway;
  const signing = jwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 'crm.signing');
  const masterKeys = [{ id: 'check', key: randomBytes(32) }] as const;
  const now = new Date();
  const mail = { from: 'nobody@example.com', publicUrl: 'http://127.0.0.1', keepBodies: false, isSilent: true };
  const crm = definition(
    { jwtKeys: [signing], masterKeys, auditKey: randomBytes(32), apiKeyProbes: {}, mail },
    { cipher: new SecretCipher(masterKeys), clock: () => now },
  );
  const issuer = new IdentityIssuer('gateway', gateway);
  const config = {
    databaseUrl: app,
    systemDatabaseUrl: system,
    poolSize: 2,
    systemPoolSize: 5,
    connectionWaitMs: 10_000,
    host: '127.0.0.1',
    port: 0,
    cursorKey: randomBytes(32),
    trustedKeys: [trusted],
    key: gateway,
    serviceUrls: NO_SERVICES,
    logLevel: 'silent',
    runsJobs: false,
  };
  return Promise.all(
    Array.from({ length: count }, async () => {
      const subgraph = await Subgraph.start(crm, config);
      return {
        ask: async (query: string, variables: Readonly<Record<string, unknown>>) =>
          (await subgraph.answer({ query, variables }, await issuer.mint(NOBODY, 'crm'), {
            requestId: randomUUID(),
            address: '203.0.113.7',
            userAgent: 'races',
          })) as ReplicaAnswer,
        stop: () => subgraph.stop(),
      };
    }),
  );
}
