import type { IdentityIssuer } from '@plat/shared/access/identity-token';
import type { Viewer } from '@plat/shared/access/viewer';
import { unavailable } from '@plat/shared/errors/plat-error';
import type { FaultLog } from '@plat/shared/graphql/error-format';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import { type DocumentNode, GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { ExecutionError } from '../engine/execution/run-plan';
import type { SubgraphAnswer, SubgraphRequest, SubgraphTransport } from '../engine/execution/subgraph-transport';
import { Generations } from '../engine/generations';
import type { GraphAnswer, GraphRequest } from '../engine/graph';
import type { LiveParts, LiveSubscription } from '../engine/subscription/live-subscription';
import { LiveSubscriptions } from '../engine/subscription/live-subscriptions';
import { mayChange, Sharing } from '../engine/transport/sharing';
import { formatGatewayError } from './error-format';
import { planningFault } from './selection-limit';
import type { Transport } from './transport';

/** An operation of a client never needs more; what is longer is refused before it is parsed to its end. */
const MAX_TOKENS = 1_000;

/** What a client's operation may take; what has not come by then is UNAVAILABLE. */
const DEADLINE_MS = 25_000;

const NEVER = new AbortController().signal;

/** What travels with a client's request through the plan. */
export interface GatewayContext {
  readonly viewer: Viewer;
  readonly origin: RequestOrigin;
  /** Aborted when the client has gone. */
  readonly client?: AbortSignal;
  /** Whether what would change anything is refused. */
  readonly isReadOnly?: boolean;
  /** Whether parts of the answer may come later. */
  readonly mayDefer?: boolean;
}

/** What an engine is made of. */
export interface EngineParts {
  /** How services are reached, by name. @throws Error for one that is not known */
  readonly transport: (service: string) => Transport;
  readonly issuer: IdentityIssuer;
  readonly log: FaultLog;
}

/** Their databases work while this process is busy, the more of them the better. */
const SIDE_BY_SIDE = 16;

/** Plans and executes operations over all services. */
export class Engine {
  private readonly sharing = new Sharing<GraphAnswer>();
  private readonly live = new LiveSubscriptions();
  private readonly transports = new Map<string, Transport>();
  private generations!: Generations;

  private constructor(private readonly parts: EngineParts) {}

  /** Starts from the composed schema alone; no service needs to be up. @throws Error that says what is wrong with it */
  static async start(supergraphSdl: string, parts: EngineParts): Promise<Engine> {
    const engine = new Engine(parts);
    engine.generations = await Generations.start(supergraphSdl, {
      log: parts.log,
      check: refusal,
      maxTokens: MAX_TOKENS,
      sideBySide: SIDE_BY_SIDE,
      prepare: (subgraphs) => {
        for (const { name } of subgraphs) if (!engine.transports.has(name)) engine.transports.set(name, parts.transport(name));
      },
      taken: (graph) => engine.live.renew(graph),
    });
    return engine;
  }

  get schema(): GraphQLSchema {
    return this.generations.graph.schema;
  }

  /** @returns whether the composed schema is another one, and served from now on @throws Error that says what is wrong with it */
  replace(supergraphSdl: string): Promise<boolean> {
    return this.generations.replace(supergraphSdl);
  }

  /** @returns an answer whose errors are fit to be sent */
  async answer(request: GraphRequest, context: GatewayContext): Promise<GraphAnswer> {
    const who = whoOf(context);
    if (!mayChange(request.query)) {
      const { client = NEVER, isReadOnly, mayDefer } = context;
      const question = JSON.stringify([request.query, request.operationName, request.variables, isReadOnly, mayDefer]);
      return this.sharing.share(who, question, client, (signal) => this.run(request, { ...context, client: signal }));
    }
    this.sharing.forget(who);
    return this.run(request, context).finally(() => this.sharing.forget(who));
  }

  isSubscription(request: GraphRequest): Promise<boolean> {
    return this.generations.graph.isSubscription(request);
  }

  /** @param assertHolds asked before each answer @throws SubscriptionRefused */
  subscribe(request: GraphRequest, context: GatewayContext, assertHolds: () => void): Promise<LiveSubscription> {
    const parts: LiveParts = {
      request,
      call: { transport: this.transportOf(context), deadlineMs: DEADLINE_MS, format: this.formatOf(context) },
      events: this.eventsOf(context),
      assertHolds,
    };
    return this.live.start(parts, () => this.generations.graph);
  }

  formatOf({ origin: { requestId } }: GatewayContext): (error: ExecutionError | GraphQLError) => object {
    return (error) => formatGatewayError(error, requestId, this.parts.log);
  }

  /** Ends all subscriptions with a word. */
  endStreams(): void {
    this.live.stop(unavailable('The gateway stops; subscribe again.'));
  }

  async stop(): Promise<void> {
    this.endStreams();
    await this.generations.stop();
    await Promise.all([...this.transports.values()].map((transport) => transport.close()));
  }

  private async run(request: GraphRequest, context: GatewayContext): Promise<GraphAnswer> {
    const format = this.formatOf(context);
    const { client, isReadOnly, mayDefer } = context;
    try {
      const call = { transport: this.transportOf(context), client, isReadOnly, mayDefer, deadlineMs: DEADLINE_MS, format };
      return await this.generations.answer(request, call);
    } catch (error) {
      const body = JSON.stringify({ errors: [format(new GraphQLError('failed', { originalError: error as Error }))] });
      return { body: Buffer.from(body), outcome: 'executed' };
    }
  }

  private transportOf({ viewer, origin }: GatewayContext): SubgraphTransport {
    return {
      ask: async (request: SubgraphRequest, signal: AbortSignal): Promise<SubgraphAnswer> => {
        const token = await this.parts.issuer.mint(viewer, request.service);
        return this.find(request.service).send(request, token, origin, signal);
      },
    };
  }

  private eventsOf(context: GatewayContext): LiveParts['events'] {
    const { viewer, origin } = context;
    const who = whoOf(context);
    return (request) => {
      const prove = () => this.parts.issuer.mint(viewer, request.service);
      return {
        key: JSON.stringify([request.service, who, request.body]),
        open: this.find(request.service).events(request, { who, prove, origin }),
      };
    };
  }

  private find(service: string): Transport {
    const transport = this.transports.get(service);
    if (!transport) throw unavailable(`The ${service} service is not known here.`);
    return transport;
  }
}

/** What a service may write down of a question, the address and the browser, is the same for all who share an answer. */
const whoOf = ({ viewer, origin }: GatewayContext): string => JSON.stringify([viewer.identity, origin.address, origin.userAgent]);

/** Why an operation is refused before it is planned. */
function refusal(document: DocumentNode, operation: OperationDefinitionNode): GraphQLError | undefined {
  const fault = planningFault(document, operation);
  return fault && new GraphQLError(fault.message, { extensions: fault.extensions });
}
