import type { IdentityIssuer } from '@plat/shared/access/identity-token';
import type { Viewer } from '@plat/shared/access/viewer';
import { PlatError, unavailable } from '@plat/shared/errors/plat-error';
import type { FaultLog } from '@plat/shared/graphql/error-format';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import { type DocumentNode, GraphQLError, type GraphQLSchema, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import type { ExecutionError } from '../engine/execution/run-plan';
import type { SubgraphAnswer, SubgraphRequest, SubgraphTransport } from '../engine/execution/subgraph-transport';
import { Graph, type GraphRequest } from '../engine/graph';
import { PlannerWorker } from '../engine/supergraph/planner-worker';
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
}

/** What an engine is made of. */
export interface EngineParts {
  /** How services are reached, by name. */
  readonly transport: (service: string) => Transport;
  readonly issuer: IdentityIssuer;
  readonly log: FaultLog;
}

/** Plans and executes operations over all services. */
export class Engine {
  private readonly sharing = new Sharing<string>();

  private constructor(
    private readonly graph: Graph,
    private readonly planner: PlannerWorker,
    private readonly transports: ReadonlyMap<string, Transport>,
    private readonly parts: EngineParts,
  ) {}

  /** Starts from the composed schema alone; no service needs to be up. @throws Error that says what is wrong with it */
  static async start(supergraphSdl: string, parts: EngineParts): Promise<Engine> {
    const planner = await PlannerWorker.start(supergraphSdl);
    const { facts } = planner;
    const graph = new Graph({ facts, plan: (text) => planner.plan(text), check: refusal, maxTokens: MAX_TOKENS });
    return new Engine(graph, planner, new Map(facts.subgraphs.map(({ name }) => [name, parts.transport(name)])), parts);
  }

  get schema(): GraphQLSchema {
    return this.graph.schema;
  }

  /** @returns the text of an answer whose errors are fit to be sent */
  async answer(request: GraphRequest, context: GatewayContext): Promise<string> {
    const { viewer, origin, client } = context;
    // What a service may write down of a question, the address and the browser, is the same for all who share the answer.
    const who = JSON.stringify([viewer.identity, origin.address, origin.userAgent]);
    if (!mayChange(request.query)) {
      const question = JSON.stringify([request.query, request.operationName, request.variables]);
      return this.sharing.share(who, question, client ?? NEVER, (signal) => this.run(request, { ...context, client: signal }));
    }
    this.sharing.forget(who);
    return this.run(request, context).finally(() => this.sharing.forget(who));
  }

  private async run(request: GraphRequest, context: GatewayContext): Promise<string> {
    const { requestId } = context.origin;
    const format = (error: ExecutionError | GraphQLError) => formatGatewayError(error, requestId, this.parts.log);
    try {
      const call = { transport: this.transportOf(context), client: context.client, deadlineMs: DEADLINE_MS, format };
      return (await this.graph.answer(request, call)).body;
    } catch (error) {
      return JSON.stringify({ errors: [format(new GraphQLError('failed', { originalError: error as Error }))] });
    }
  }

  async stop(): Promise<void> {
    await this.planner.stop();
    await Promise.all([...this.transports.values()].map((transport) => transport.close()));
  }

  private transportOf({ viewer, origin }: GatewayContext): SubgraphTransport {
    return {
      ask: async (request: SubgraphRequest, signal: AbortSignal): Promise<SubgraphAnswer> => {
        const { service } = request;
        const transport = this.transports.get(service);
        if (!transport) throw unavailable(`The ${service} service is not known here.`);
        return transport.send(request, await this.parts.issuer.mint(viewer, service), origin, signal);
      },
    };
  }
}

/** Why an operation is refused before it is planned. */
function refusal(document: DocumentNode, operation: OperationDefinitionNode): GraphQLError | undefined {
  const fault =
    operation.operation === OperationTypeNode.SUBSCRIPTION
      ? new PlatError('BAD_USER_INPUT', 'Subscriptions are not served here yet; ask by a query again.')
      : planningFault(document, operation);
  return fault && new GraphQLError(fault.message, { extensions: fault.extensions });
}
