import { randomBytes, randomUUID } from 'node:crypto';
import type { JWK } from 'jose';
import type { EntityManager } from 'typeorm';
import { IdentityIssuer } from '../access/identity-token';
import { type RevocationSource, Revocations } from '../access/revocations';
import type { Viewer } from '../access/viewer';
import type { ServiceConfig } from '../config/service-config';
import { createDataSource } from '../database/data-source';
import type { RequestOrigin } from '../graphql/request-scope';
import { Subgraph, type SubgraphDefinition } from '../graphql/subgraph';
import { subgraphServer } from '../graphql/subgraph-server';
import { FRAME } from './explain';
import { type TestDatabase, type TestDatabaseVariant, testDatabase } from './test-databases';
import { testIdentityKey } from './test-keys';
import { startTestOthers, type TestOthers } from './test-others';

/** What a client reads; `data` is loosely typed, because a test says in its assertions what it expects. */
export interface TestAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: the shape follows from the operation in the test
  readonly data: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
}

/** A service on a test database, asked as the gateway asks it. */
export interface TestSubgraph {
  readonly subgraph: Subgraph;
  readonly database: TestDatabase;
  /** The private keys whose tokens it takes: the gateway's, and its own. */
  readonly keys: { readonly gateway: JWK; readonly own: JWK };
  /** What it knows of revocations, current unless a test says `lose()`. */
  readonly revocations: Revocations;
  /** What is in the place of the services around it. */
  readonly others: TestOthers;
  /** An identity token of the gateway for somebody. */
  tokenFor(viewer: Viewer): Promise<string>;
  /** Puts it on the network, until it is stopped. @returns its address, each time the same */
  listen(): Promise<string>;
  /** Executes an operation as somebody, through identity token, parser and answer. */
  ask(viewer: Viewer, query: string, variables?: Record<string, unknown>, origin?: Partial<RequestOrigin>): Promise<TestAnswer>;
  /** Statements that work of the service sent, without BEGIN, identity, COMMIT and ROLLBACK. */
  statementsOf(work: () => Promise<unknown>): Promise<string[]>;
  /** Writes rows past all policies, for factories. */
  given<T>(work: (db: EntityManager) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** The clock of a service under test stands still, so that it stays as current as it is. */
async function standingRevocations(): Promise<RevocationSource> {
  const revocations = new Revocations(() => 0);
  revocations.confirm(0);
  return {
    revocations,
    assertHolds: async (viewer) => revocations.assertHolds(viewer),
    assertCurrent: async (viewer) => {
      revocations.assertCurrent();
      revocations.assertHolds(viewer);
    },
    stop: async () => undefined,
  };
}

/**
 * Starts a service for a test file on the worker's database, or on the variant whose row level security is off.
 * @param variant `poolSize` is 3 unless given, and `connectionWaitMs` so long that nothing of a test waits in vain; `trusts` are public keys of other services; with `runsJobs` it runs jobs as in production
 */
export async function startTestSubgraph(
  definition: SubgraphDefinition,
  variant: TestDatabaseVariant & {
    database?: TestDatabase;
    poolSize?: number;
    connectionWaitMs?: number;
    runsJobs?: boolean;
    trusts?: readonly JWK[];
  } = {},
): Promise<TestSubgraph> {
  const database = variant.database ?? (await testDatabase(definition.name, variant));
  const gateway = testIdentityKey('gateway');
  const own = testIdentityKey(definition.name);
  const others = await startTestOthers(definition.name, own.publicKey);
  const config: ServiceConfig = {
    databaseUrl: database.app,
    systemDatabaseUrl: database.system,
    poolSize: variant.poolSize ?? 3,
    systemPoolSize: 1,
    connectionWaitMs: variant.connectionWaitMs ?? 10_000, // a busy machine fails no test
    host: '127.0.0.1',
    port: 0,
    cursorKey: randomBytes(32),
    trustedKeys: [gateway.publicKey, own.publicKey, ...(variant.trusts ?? [])],
    key: own.key,
    serviceUrls: others.addresses,
    logLevel: 'silent',
    runsJobs: variant.runsJobs ?? false,
  };
  const statements: string[] = [];
  const subgraph = await Subgraph.start({ revocations: standingRevocations, ...definition }, config, (sql) => statements.push(sql));
  const system = await createDataSource(database.system, definition.model, 1, 'factories').initialize();
  const issuer = new IdentityIssuer('gateway', gateway.key);
  const server = subgraphServer(subgraph);
  let listening: Promise<string> | undefined;
  return {
    subgraph,
    tokenFor: (viewer) => issuer.mint(viewer, definition.name),
    listen: () => {
      listening ??= server.listen({ host: '127.0.0.1', port: 0 });
      return listening;
    },
    revocations: subgraph.revocations,
    others,
    database,
    keys: { gateway: gateway.key, own: own.key },
    ask: async (viewer, query, variables, origin) =>
      subgraph.answer({ query, variables }, await issuer.mint(viewer, definition.name), {
        requestId: randomUUID(),
        ...origin,
      }) as Promise<TestAnswer>,
    statementsOf: async (work) => {
      statements.length = 0;
      await work();
      return statements.filter((sql) => !FRAME.test(sql));
    },
    given: (work) => system.transaction(work),
    stop: async () => {
      if (listening) await server.close();
      await Promise.all([subgraph.stop(), system.destroy()]);
      await others.stop();
    },
  };
}
