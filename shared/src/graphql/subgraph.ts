import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { IdentityIssuer, IdentityVerifier } from '../access/identity-token';
import { RevocationStream } from '../access/revocation-stream';
import type { RevocationSource, Revocations } from '../access/revocations';
import { ServiceClient } from '../access/service-client';
import type { Viewer } from '../access/viewer';
import { createLog } from '../config/log';
import type { ServiceConfig } from '../config/service-config';
import { assertRole } from '../database/assert-role';
import { createDataSource, type DatabaseModel } from '../database/data-source';
import { assertMigrated } from '../database/migrate';
import type { StatementListener } from '../database/request-database';
import type { ServiceName } from '../database/service';
import { SetupError } from '../database/setup-error';
import { type AsSystem, createAsSystem } from '../database/system-database';
import type { PlatError } from '../errors/plat-error';
import type { Consumers } from '../events/consumer';
import type { AtPoint } from '../events/event-faults';
import { EventRelay } from '../events/relay';
import { idempotencyJobs } from '../idempotency/expired-keys';
import { type Jobs, together } from '../jobs/job';
import { JobRunner, type JobRunnerOptions } from '../jobs/job-runner';
import { assertJobsMigrated } from '../jobs/job-schema';
import { LIVE_BOUNDS, type LiveBounds } from '../live/live-bounds';
import { LiveConnections } from '../live/live-connections';
import { LiveExecution } from '../live/live-execution';
import { LiveFeed } from '../live/live-feed';
import { SharedAnswers } from '../live/shared-answers';
import { Turns } from '../live/turns';
import { withConsequences } from '../references/consequences';
import { deletionJobs } from '../references/deletion-marks';
import { type Existence, existsPath } from '../references/existence';
import type { KeptAtEnds, ToldOfEnds } from '../references/removal';
import { referencesPath } from '../references/restrictions';
import { CursorCodec } from './cursor';
import { formatError } from './error-format';
import { type GraphQLAnswer, type GraphQLRequest, SubgraphExecution } from './execute';
import { buildFederatedSchema, type SchemaParts } from './federated-schema';
import type { Caller, InternalCall, InternalPaths } from './internal-path';
import type { RequestOrigin, RequestScope } from './request-scope';
import type { Routes } from './routes';

/** All that makes a service: what assembles it, without any of its running parts. */
export interface SubgraphDefinition {
  readonly name: ServiceName;
  readonly model: DatabaseModel;
  readonly schema: SchemaParts;
  /** Builds what the resolvers may touch, once for each query and each root field of a mutation. */
  readonly createContext: (scope: RequestScope) => { readonly scope: RequestScope };
  /** What it answers to other services. */
  readonly internal?: InternalPaths;
  /** What it answers to whoever has an address that proves itself. */
  readonly routes?: Routes;
  /** Which of its rows others may refer to, by type. */
  readonly existence?: Existence;
  /** How it learns of revocations; unless it is given here, from crm. */
  readonly revocations?: (parts: RevocationParts) => Promise<RevocationSource>;
  /** Looks before the service answers whether what is stored fits its configuration. @throws SetupError with what to do */
  readonly assertStored?: (asSystem: AsSystem) => Promise<void>;
  /** What it does behind its requests' backs, besides telling its events. */
  readonly jobs?: Jobs;
  /** What it does about events, its own or others', by subscription. */
  readonly consumers?: Consumers;
  /** What live connections may take, where it is not what they may everywhere. */
  readonly live?: Partial<LiveBounds>;
  /** What it tells besides of its rows that go, or lose a reference, because something of another service ended. */
  readonly toldOfEnds?: ToldOfEnds;
  /** Which of its rows stay, and lose a reference, where the end of something of another service would put them in the trash. */
  readonly keptAtEnds?: KeptAtEnds;
  /** Called where the delivery of events may be cut off; for tests, which cut it there. */
  readonly atEvents?: AtPoint;
}

/** What a source of revocations may work with. */
export interface RevocationParts {
  readonly config: ServiceConfig;
  readonly log: Logger;
  readonly asSystem: AsSystem;
  readonly services: ServiceClient;
}

const fromCrm = ({ services, log }: RevocationParts): Promise<RevocationSource> => new RevocationStream(services, log).start();

/** A running service, answering in this process; {@link subgraphServer} puts it on the network. */
export class Subgraph {
  private constructor(
    readonly name: ServiceName,
    readonly log: Logger,
    private readonly source: DataSource,
    private readonly systemSource: DataSource,
    private readonly execution: SubgraphExecution,
    private readonly verifier: IdentityVerifier,
    private readonly asSystem: AsSystem,
    private readonly services: ServiceClient,
    readonly internal: InternalPaths,
    readonly routes: Routes | undefined,
    private readonly revocationSource: RevocationSource,
    private readonly relay: EventRelay,
    private readonly jobs: JobRunnerOptions,
    private readonly runner: JobRunner | undefined,
    private readonly feed: LiveFeed,
    /** The way in of subscriptions; undefined in a service that has none. */
    readonly live: LiveConnections | undefined,
  ) {}

  /**
   * Connects both roles, checks that the database fits the code, and starts the runner of its jobs.
   * @throws Error in one sentence when a database cannot be reached or is not migrated
   */
  static async start(definition: SubgraphDefinition, config: ServiceConfig, onStatement?: StatementListener): Promise<Subgraph> {
    const { name, model, schema: parts, createContext } = definition;
    const log = createLog(name, config.logLevel);
    const source = createDataSource(config.databaseUrl, model, config.poolSize, `plat ${name}`, config.connectionWaitMs);
    const systemSource = createDataSource(
      config.systemDatabaseUrl,
      model,
      config.systemPoolSize,
      `plat ${name} system`,
      config.connectionWaitMs,
    );
    let revocations: RevocationSource | undefined;
    let relay: EventRelay | undefined;
    const bounds = { ...LIVE_BOUNDS, ...definition.live };
    const feed = new LiveFeed({ ...bounds, service: name, systemUrl: config.systemDatabaseUrl, log });
    try {
      await Promise.all([source.initialize(), systemSource.initialize()]).catch((error: Error) => {
        throw new SetupError(
          `The database of ${name} cannot be reached (${error.message}); check ${name.toUpperCase()}_DATABASE_URL and ${name.toUpperCase()}_SYSTEM_DATABASE_URL.`,
        );
      });
      await assertRole(source, name, 'app');
      await assertRole(systemSource, name, 'system');
      await assertMigrated(source, model.migrations);
      await assertJobsMigrated(systemSource);
      const { schema } = buildFederatedSchema(parts);
      const asSystem = createAsSystem(systemSource);
      await definition.assertStored?.(asSystem);
      const services = new ServiceClient(new IdentityIssuer(name, config.key), config.serviceUrls);
      revocations = await (definition.revocations ?? fromCrm)({ config, log, asSystem, services });
      const execution = new SubgraphExecution({
        schema,
        references: parts.references,
        secretFields: parts.secretFields,
        secret: config.cursorKey,
        source,
        asSystem,
        cursors: new CursorCodec(config.cursorKey),
        services,
        revocations,
        live: feed,
        log,
        createContext,
        onStatement,
      });
      const { systemDatabaseUrl: systemUrl } = config;
      const consumers = withConsequences(name, definition.consumers ?? {}, definition.toldOfEnds, definition.keptAtEnds);
      const told = { service: name, model, systemUrl, consumers, services, log, at: definition.atEvents };
      relay = await EventRelay.start({ ...told, isDriven: !config.runsJobs });
      const jobs = {
        service: name,
        jobs: together(definition.jobs, relay.jobs, idempotencyJobs, deletionJobs),
        systemUrl,
        asSystem,
        services,
        log,
      };
      const runner = config.runsJobs ? await JobRunner.start(jobs) : undefined;
      if (config.runsJobs) await relay.listen();
      const verifier = new IdentityVerifier(name, config.trustedKeys);
      // Requests have connections of the pool left, however much there is to tell.
      const turns = new Turns(Math.max(1, Math.floor(config.poolSize / 2)));
      const live = schema.getSubscriptionType() && {
        execution: new LiveExecution(schema, execution, log),
        verify: (token: string | undefined) => verifier.verify(token),
        revocations: revocations.revocations,
        turns,
        answers: new SharedAnswers<ExecutionResult | undefined>(turns),
        bounds,
      };
      if (live) await feed.start();
      const references = { ...referencesPath(name), ...(definition.existence && existsPath(definition.existence, parts)) };
      const internal = { ...definition.internal, ...references, ...revocations.internal, ...relay.internal };
      return new Subgraph(
        name,
        log,
        source,
        systemSource,
        execution,
        verifier,
        asSystem,
        services,
        internal,
        definition.routes,
        revocations,
        relay,
        jobs,
        runner,
        feed,
        live ? new LiveConnections(live) : undefined,
      );
    } catch (error) {
      await Promise.all([revocations?.stop(), relay?.stop(), feed.stop()]);
      await Promise.all([source, systemSource].map((one) => one.isInitialized && one.destroy()));
      throw error;
    }
  }

  /** What this process knows of revocations. */
  get revocations(): Revocations {
    return this.revocationSource.revocations;
  }

  /** @throws PlatError UNAUTHENTICATED unless the token was minted for this service by one whom it trusts */
  async authenticate(token: string | undefined) {
    return this.verifier.verify(token);
  }

  /**
   * Answers one GraphQL request of a caller that proves itself by its identity token. That the viewer's rights were
   * revoked is an answer, for the client to read; the gateway takes all but an answer for a service that is down.
   * @throws PlatError UNAUTHENTICATED
   */
  async answer(request: GraphQLRequest, token: string | undefined, origin: RequestOrigin): Promise<GraphQLAnswer> {
    const { viewer } = await this.authenticate(token);
    try {
      this.revocations.assertHolds(viewer);
    } catch (error) {
      return { errors: [formatError(error as PlatError, origin.requestId, this.log)] };
    }
    return this.execution.run(request, viewer, origin);
  }

  /** What an internal path may use for a call whose token and caller were checked. @throws PlatError UNAUTHENTICATED for a viewer who was revoked */
  internalCall(issuer: Caller, viewer: Viewer, origin: RequestOrigin): InternalCall {
    this.revocations.assertHolds(viewer);
    return { issuer, viewer, origin, asSystem: this.asSystem, read: (work) => this.execution.work(viewer, origin, work as never, 'read') };
  }

  /**
   * Runs work with the service's own context as somebody, in one transaction: for what is no GraphQL request.
   * @param origin where it comes from; a seed, which uses the services, unless given
   */
  work<C, T>(viewer: Viewer, work: (context: C) => Promise<T>, origin: RequestOrigin = { requestId: `seed ${this.name}` }): Promise<T> {
    return this.execution.work(viewer, origin, work as never);
  }

  /** The same in a transaction that cannot write. */
  read<C, T>(viewer: Viewer, origin: RequestOrigin, work: (context: C) => Promise<T>): Promise<T> {
    return this.execution.work(viewer, origin, work as never, 'read');
  }

  /** Whether the database answers. */
  async isReady(): Promise<boolean> {
    return this.source.query('SELECT 1').then(
      () => true,
      () => false,
    );
  }

  /** Runs the jobs and tells the events that are due, until none is left: for tests, whose services do neither by themselves. */
  async runJobs(): Promise<void> {
    do await JobRunner.runOnce(this.jobs);
    while (await this.relay.drain());
  }

  /** Ends jobs under way and gives back all connections; requests under way fail. */
  async stop(): Promise<void> {
    this.live?.stop();
    await Promise.all([this.runner?.stop(), this.feed.stop()]);
    await Promise.all([this.revocationSource.stop(), this.relay.stop()]);
    await Promise.all([this.source.destroy(), this.systemSource.destroy(), this.services.close()]);
  }
}
