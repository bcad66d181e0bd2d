import { createHash } from 'node:crypto';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { PlatError } from '@plat/shared/errors/plat-error';
import { Documents } from '@plat/shared/graphql/documents';
import type { FaultLog } from '@plat/shared/graphql/error-format';
import type { GraphQLAnswer, GraphQLRequest } from '@plat/shared/graphql/execute';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { getVariableValues } from 'graphql/execution/values';
import { formatGatewayError } from './error-format';
import { planningFault } from './selection-limit';
import type { GatewayContext } from './service-data-source';

/** An operation of a client never needs more; what is longer is refused before it is parsed to its end. */
const MAX_TOKENS = 1_000;

const notServed = () => new PlatError('BAD_USER_INPUT', 'Subscriptions are not served here yet; ask by a query again.');

type Executor = Awaited<ReturnType<ApolloGateway['load']>>['executor'];

/** Plans and executes operations over all services. */
export class Engine {
  private readonly documents: Documents;

  private constructor(
    private readonly gateway: ApolloGateway,
    private readonly executor: Executor,
    readonly schema: GraphQLSchema,
    private readonly log: FaultLog,
  ) {
    this.documents = new Documents(schema, MAX_TOKENS);
  }

  /** Starts from the composed schema alone; no service needs to be up. @param source by service name */
  static async start(supergraphSdl: string, source: (name: string) => GraphQLDataSource, log: FaultLog): Promise<Engine> {
    process.env.APOLLO_TELEMETRY_DISABLED = '1'; // the library would report every start to its vendor
    const quiet = {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (message: string) => log.error({}, message),
    };
    const gateway = new ApolloGateway({ supergraphSdl, buildService: ({ name }) => source(name), logger: quiet });
    const { executor, schema } = await gateway.load();
    return new Engine(gateway, executor, schema as GraphQLSchema, log);
  }

  /** @returns an answer whose errors are fit to be sent */
  async answer(request: GraphQLRequest, context: GatewayContext): Promise<GraphQLAnswer> {
    const { requestId } = context.origin;
    const prepared = this.documents.prepare(request.query, request.operationName);
    const failed = (errors: readonly GraphQLError[]) => ({ errors: errors.map((error) => formatGatewayError(error, requestId, this.log)) });
    if (!('operation' in prepared)) return failed(prepared);
    if (prepared.operation.operation === 'subscription') return failed([notServed()]);
    const tooLarge = planningFault(prepared.document, prepared.operation);
    if (tooLarge) return failed([tooLarge]);
    const variables = getVariableValues(this.schema, prepared.operation.variableDefinitions ?? [], request.variables ?? {}, {
      maxErrors: 20,
    });
    if (variables.errors)
      return failed(
        variables.errors.map(({ message, nodes }) => new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } })),
      );
    try {
      const { data, errors } = await this.executor({
        request: { query: request.query, variables: request.variables ?? {}, operationName: request.operationName ?? undefined },
        document: prepared.document,
        operation: prepared.operation,
        operationName: request.operationName ?? null,
        queryHash: createHash('sha256').update(request.query).digest('hex'),
        source: request.query,
        schema: this.schema,
        context,
        metrics: {},
      } as unknown as Parameters<Executor>[0]);
      return {
        ...(data !== undefined && { data: data as GraphQLAnswer['data'] }),
        ...(errors?.length && failed(errors as GraphQLError[])),
      };
    } catch (error) {
      return failed([error instanceof GraphQLError ? error : new GraphQLError('failed', { originalError: error as Error })]);
    }
  }

  async stop(): Promise<void> {
    await this.gateway.stop();
  }
}
