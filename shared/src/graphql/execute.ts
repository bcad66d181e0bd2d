import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type FieldNode,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields';
import { getVariableValues } from 'graphql/execution/values';
import type { DataSource } from 'typeorm';
import type { RevocationSource } from '../access/revocations';
import type { ServiceClient } from '../access/service-client';
import type { Viewer } from '../access/viewer';
import { RequestDatabase, type StatementListener, type TransactionMode } from '../database/request-database';
import type { AsSystem } from '../database/system-database';
import { PlatError, unavailable } from '../errors/plat-error';
import { faultOfIdempotencyKey } from '../idempotency/idempotency-key';
import type { FieldBracket } from '../idempotency/keyed-field';
import { KeyedFields } from '../idempotency/keyed-fields';
import type { Live } from '../live/live-stream';
import { References } from '../references/references';
import type { CursorCodec } from './cursor';
import { Documents, type PreparedOperation } from './documents';
import { type FaultLog, formatError } from './error-format';
import type { ReferenceResolver } from './federated-schema';
import type { QueryPlan, Variables } from './query-plan';
import { runQuery } from './query-run';
import type { RequestOrigin, RequestScope } from './request-scope';

/** A GraphQL request as the protocol has it. */
export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

/** An answer with errors that are fit to be sent. */
export interface GraphQLAnswer {
  readonly data?: ExecutionResult['data'];
  readonly errors?: readonly GraphQLFormattedError[];
}

/** What one subgraph brings to the execution of its operations. */
export interface ExecutionParts {
  readonly schema: GraphQLSchema;
  /** How an entity of the schema is found again under a viewer's policy, by type name. */
  readonly references: Readonly<Record<string, ReferenceResolver>>;
  /** As in `SchemaParts`. */
  readonly secretFields?: Readonly<Record<string, string>>;
  /** From which what is kept of keyed mutations is sealed; the same for all replicas, and 32 bytes at least. */
  readonly secret: Buffer;
  readonly source: DataSource;
  readonly asSystem: AsSystem;
  readonly cursors: CursorCodec;
  readonly services: ServiceClient;
  readonly revocations: RevocationSource;
  readonly live: Live;
  readonly log: FaultLog;
  readonly createContext: (scope: RequestScope) => { readonly scope: RequestScope };
  readonly onStatement?: StatementListener;
}

/** The gateway writes the operations that reach a subgraph, so this bound only stops what cannot be one of them. */
const MAX_TOKENS = 50_000;

/**
 * Executes operations of one subgraph: a query in transactions that cannot write, each root field of a mutation in
 * a transaction of its own, which is committed before the next field starts and before the answer leaves.
 */
export class SubgraphExecution {
  readonly documents: Documents;
  private readonly keyed: KeyedFields;

  constructor(private readonly parts: ExecutionParts) {
    this.documents = new Documents(parts.schema, MAX_TOKENS);
    this.keyed = new KeyedFields(parts);
  }

  async run(request: GraphQLRequest, viewer: Viewer, origin: RequestOrigin): Promise<GraphQLAnswer> {
    const prepared = this.documents.prepare(request.query, request.operationName);
    if (!('operation' in prepared)) return { errors: prepared.map((error) => formatError(error, origin.requestId, this.parts.log)) };
    const variables = request.variables ?? {};
    if (prepared.operation.operation === 'subscription') return { errors: [formatError(notHere(), origin.requestId, this.parts.log)] };
    const { plan } = prepared;
    const result = await (plan ? this.query(plan, variables, viewer, origin) : this.mutation(prepared, variables, viewer, origin));
    const errors = result.errors?.map((error) => formatError(error, origin.requestId, this.parts.log));
    return { ...('data' in result && { data: result.data }), ...(errors?.length && { errors }) };
  }

  /**
   * Runs work of the service itself as somebody, in a transaction that is kept when the work succeeds: for seeds, and
   * for reads of other services.
   * @throws what the work throws, after nothing was written
   */
  async work<T>(viewer: Viewer, origin: RequestOrigin, work: (context: never) => Promise<T>, mode: TransactionMode = 'write'): Promise<T> {
    const database = new RequestDatabase(this.parts.source, viewer, mode, this.parts.onStatement);
    try {
      const result = await work(this.parts.createContext(this.scopeOf(database, viewer, origin)) as never);
      await database.end(mode === 'write' ? 'commit' : 'rollback');
      return result;
    } catch (error) {
      await database.end('rollback').catch(() => undefined);
      throw error;
    }
  }

  private async query(plan: QueryPlan, variables: Variables, viewer: Viewer, origin: RequestOrigin): Promise<ExecutionResult> {
    const { source, onStatement, createContext } = this.parts;
    const database = new RequestDatabase(source, viewer, 'read', onStatement);
    try {
      const scope = this.scopeOf(database, viewer, origin);
      return await plan.projections.run((projection) => {
        const context = createContext({ ...scope, projection, asSystem: projection.acting(scope.asSystem) });
        return runQuery(plan, context, variables);
      });
    } finally {
      await database.end('rollback').catch(() => undefined); // one that fails has happened all the same; the answer stands
    }
  }

  /**
   * A mutation's transaction is kept only when its field answers: after an SQL error, an error of the field itself, or
   * one that made the field null, nothing is written, so that null always means that nothing happened.
   */
  private async inTransaction(
    document: DocumentNode,
    variables: Variables,
    viewer: Viewer,
    origin: RequestOrigin,
    bracket?: FieldBracket,
  ): Promise<ExecutionResult> {
    const { source, onStatement, createContext, schema } = this.parts;
    const database = new RequestDatabase(source, viewer, 'write', onStatement);
    let kept = false;
    let result: ExecutionResult;
    try {
      const scope = this.scopeOf(database, viewer, origin);
      const contextValue = createContext(bracket?.scopeFor(scope) ?? scope);
      const known = await bracket?.before(contextValue);
      if (known) {
        await database.end('rollback').catch(() => undefined);
        return known;
      }
      result = await execute({ schema, document, contextValue, variableValues: variables });
      kept = !database.hasFailed && (!result.errors || Object.values(result.data ?? {}).every((value) => value !== null));
      if (kept) await bracket?.keep(contextValue, result);
    } catch (error) {
      await database.end('rollback').catch(() => undefined);
      throw error;
    }
    try {
      await database.end(kept ? 'commit' : 'rollback');
    } catch (error) {
      // A roll-back that fails has happened all the same; the answer stands.
      if (kept) return failure(error);
    }
    if (kept) return result;
    return { data: null, errors: result.errors ?? [toGraphQLError(unavailable('The change was not saved; try again.'))] };
  }

  private scopeOf(database: RequestDatabase, viewer: Viewer, origin: RequestOrigin): RequestScope {
    const { asSystem, cursors, services, revocations, live } = this.parts;
    const assertCurrentIdentity = () => revocations.assertCurrent(viewer);
    const references = new References({ viewer, db: database.manager, services });
    return { viewer, db: database.manager, database, asSystem, cursors, services, live, references, origin, assertCurrentIdentity };
  }

  private async mutation(
    prepared: PreparedOperation,
    variables: Variables,
    viewer: Viewer,
    origin: RequestOrigin,
  ): Promise<ExecutionResult> {
    const { schema } = this.parts;
    const { document, operation } = prepared;
    const { idempotencyKey } = origin;
    const fault = idempotencyKey === undefined ? undefined : faultOfIdempotencyKey(idempotencyKey);
    if (fault) return { errors: [fault] };
    const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 20 });
    if (coerced.errors) return { errors: coerced.errors };
    const fragments = Object.fromEntries(
      document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
    );
    const fields = collectFields(schema, fragments, coerced.coerced, schema.getMutationType() as GraphQLObjectType, operation.selectionSet);
    const data: Record<string, unknown> = Object.create(null); // an alias may be `__proto__`
    const errors: GraphQLError[] = [];
    for (const [name, nodes] of fields) {
      const execute = async (bracket?: FieldBracket) => {
        // An earlier field of this very request may have ended the viewer's session, or taken rights away.
        await this.parts.revocations.assertHolds(viewer);
        return this.inTransaction(only(prepared, nodes), variables, viewer, origin, bracket);
      };
      const field = this.keyed.field(viewer, idempotencyKey, name, { nodes, document, variables: coerced.coerced });
      const inTransaction = <T>(work: (context: never) => Promise<T>) => this.work(viewer, origin, work);
      const result = await (field?.answer({ execute, inTransaction }) ?? execute()).catch(failure);
      data[name] = result.data?.[name] ?? null;
      errors.push(...(result.errors ?? []).map((error) => (error.path ? error : at(name, error))));
    }
    return { data, ...(errors.length && { errors }) };
  }
}

const notHere = () =>
  new PlatError('BAD_USER_INPUT', 'Subscriptions are opened over a WebSocket at this path, by the protocol graphql-transport-ws.');

const failure = (error: unknown): ExecutionResult => ({ data: null, errors: [toGraphQLError(error)] });

const toGraphQLError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError ? error : new GraphQLError('failed', { originalError: error as Error });

const at = (name: string, error: GraphQLError): GraphQLError =>
  new GraphQLError(error.message, { path: [name], originalError: error.originalError ?? error });

/** The operation with one root field left, whose nodes may come from several selections of it. */
const only = ({ document, operation }: PreparedOperation, nodes: readonly FieldNode[]): DocumentNode => ({
  ...document,
  definitions: document.definitions.map((node) =>
    node === operation ? { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: nodes } } : node,
  ),
});
