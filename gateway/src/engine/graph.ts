import { type ASTNode, buildSchema, GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { getVariableValues } from 'graphql/execution/values';
import { Deadline } from './execution/deadline';
import { type ExecutionError, PlanRun } from './execution/run-plan';
import type { SubgraphAnswer, SubgraphRequest, SubgraphTransport } from './execution/subgraph-transport';
import { Operation, type OperationVariant } from './operation/operation';
import { type CheckOperation, isRefused, Operations, type PlanOperation, type RefusedOperation } from './operation/operations';
import { TypeRelations } from './plan/type-relations';
import { isAskedFor } from './projection/asked-for';
import { Completion } from './projection/complete';
import { Projection } from './projection/projector';
import type { SupergraphFacts } from './supergraph/planner';
import { ownName } from './supergraph/separate-requirements';

/** What a client sends. */
export interface GraphRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

/** What travels with one client's request. */
export interface GraphCall {
  readonly transport: SubgraphTransport;
  /** Aborted when the client has gone; a mutation runs to its end all the same. */
  readonly client?: AbortSignal;
  /** How long the execution may take. */
  readonly deadlineMs?: number;
  /** Whether what would change anything is refused: a request that a link can send. */
  readonly isReadOnly?: boolean;
  /** Makes an error fit to be sent. */
  readonly format: (error: ExecutionError | GraphQLError) => object;
}

/** The text of an answer, and what became of the request. */
export interface GraphAnswer {
  readonly body: string;
  readonly outcome: 'executed' | 'refused' | 'not read only';
}

export interface GraphParts {
  readonly facts: SupergraphFacts;
  readonly plan: PlanOperation;
  readonly check?: CheckOperation;
  readonly maxTokens?: number;
}

/** A subscription, as one generation of a supergraph plans it. */
export interface PreparedSubscription {
  /** What its subgraph is asked for events. */
  readonly source: SubgraphRequest;
  /** @returns the text of what a client is told of an event, whose data are its own from now on */
  answer(event: SubgraphAnswer, call: GraphCall): Promise<string>;
}

/** An operation with all that running it takes. */
interface ReadyOperation {
  readonly operation: Operation;
  readonly variant: OperationVariant;
  readonly given: Readonly<Record<string, unknown>>;
  readonly coerced: Readonly<Record<string, unknown>>;
}

const MAX_VARIABLE_FAULTS = 20;
const DEADLINE_MS = 30_000;

/** One generation of a supergraph: answers operations from the subgraphs, in text. */
export class Graph {
  readonly schema: GraphQLSchema;
  readonly operations: Operations;
  private readonly types: TypeRelations;

  constructor({ facts, plan, check, maxTokens }: GraphParts) {
    this.schema = buildSchema(facts.apiSdl, { assumeValid: true });
    this.types = new TypeRelations(facts.typeNames, new Set(facts.interfaceObjects));
    this.operations = new Operations({ schema: this.schema, types: this.types, plan, facts, check, maxTokens });
  }

  async answer(request: GraphRequest, call: GraphCall): Promise<GraphAnswer> {
    const prepared = this.operations.prepare(request.query, request.operationName);
    const operation = prepared instanceof Promise ? await prepared : prepared;
    if (!(operation instanceof Operation)) return refused(operation, call);
    const { operation: kind } = operation.node;
    if (call.isReadOnly && kind !== OperationTypeNode.QUERY)
      return { ...refused([badInput('Send mutations by POST.')], call), outcome: 'not read only' };
    if (kind === OperationTypeNode.SUBSCRIPTION)
      return refused([badInput('A subscription takes a WebSocket, or accepts text/event-stream or multipart/mixed.')], call);
    const given = request.variables ?? {};
    const coerced = this.coerce(operation, given);
    if (isRefused(coerced)) return refused(coerced, call);
    const found = operation.variant(coerced);
    const variant = found instanceof Promise ? await found : found;
    return { body: await this.run({ operation, variant, given, coerced }, call), outcome: 'executed' };
  }

  /** Whether a request is an operation, and that a subscription. */
  async isSubscription({ query, operationName }: GraphRequest): Promise<boolean> {
    const operation = await this.operations.prepare(query, operationName);
    return operation instanceof Operation && operation.node.operation === OperationTypeNode.SUBSCRIPTION;
  }

  /** Makes a subscription ready; nothing is asked yet. @returns why there is none, otherwise */
  async subscription(request: GraphRequest): Promise<PreparedSubscription | RefusedOperation> {
    const operation = await this.operations.prepare(request.query, request.operationName);
    if (!(operation instanceof Operation)) return operation;
    if (operation.node.operation !== OperationTypeNode.SUBSCRIPTION)
      return [badInput('Subscriptions alone are taken here; send queries and mutations by POST.')];
    const given = request.variables ?? {};
    const coerced = this.coerce(operation, given);
    if (isRefused(coerced)) return coerced;
    const ready: ReadyOperation = { operation, variant: await operation.variant(coerced), given, coerced };
    const source = new PlanRun(ready.variant.plan, { types: this.types, variables: given, ...NOTHING_TO_ASK }).eventRequest;
    if (!source) return [badInput('All of this subscription is skipped.')];
    return { source, answer: (event, call) => this.run(ready, { ...call, transport: withEvent(call.transport, event) }) };
  }

  private coerce({ node }: Operation, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | RefusedOperation {
    const { variableDefinitions = [] } = node;
    if (variableDefinitions.length === 0) return {};
    const { errors, coerced } = getVariableValues(this.schema, variableDefinitions, given, { maxErrors: MAX_VARIABLE_FAULTS });
    return errors ? errors.map(({ message, nodes }) => badInput(message, nodes)) : coerced;
  }

  private async run(ready: ReadyOperation, call: GraphCall): Promise<string> {
    const { operation, variant, given, coerced } = ready;
    const isMutation = operation.node.operation === OperationTypeNode.MUTATION;
    const deadline = new Deadline(call.deadlineMs ?? DEADLINE_MS, isMutation ? undefined : call.client);
    const { transport } = call;
    const run = new PlanRun(variant.plan, { types: this.types, transport, variables: given, signal: deadline.signal });
    await run.run();
    deadline.end();
    return this.write(operation, variant, run, coerced, call);
  }

  private write(
    operation: Operation,
    variant: OperationVariant,
    run: PlanRun,
    coerced: Readonly<Record<string, unknown>>,
    call: GraphCall,
  ): string {
    const introspected = variant.introspection?.answer(coerced);
    const projection = new Projection(introspected);
    let data = variant.project(run.data, projection);
    let { errors } = run as { errors: readonly ExecutionError[] };
    const toClient = (error: ExecutionError): ExecutionError => ({
      ...error,
      path: error.path?.map((key) => (typeof key === 'string' ? ownName(operation.planned.clientKey(key)) : key)),
    });
    const unplanned = variant.unplanned.map((key) => ({ message: 'No subgraph can be asked for this field.', path: [key] }));
    const concerning = errors.filter(
      ({ path }) => !path || isAskedFor(variant.selections, operation.root, [operation.node.selectionSet], run.data, path),
    );
    errors = [...concerning.map(toClient), ...unplanned];
    if (projection.isBad) {
      const explained = explainedBy(errors);
      const completion = new Completion(variant.selections, explained, introspected);
      data = JSON.stringify(completion.of(operation.root, [operation.node.selectionSet], run.data));
      errors = [...errors, ...completion.faults];
    }
    if (errors.length === 0) return `{"data":${data}}`;
    return `{"errors":${JSON.stringify(errors.map(call.format))},"data":${data}}`;
  }
}

const badInput = (message: string, nodes?: readonly ASTNode[]): GraphQLError =>
  new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } });

const NOTHING_TO_ASK = {
  transport: { ask: () => Promise.reject(new Error('nothing is asked to make a subscription ready')) },
  signal: new AbortController().signal,
};

/** A transport that has the answer to what brings events already. */
const withEvent = (transport: SubgraphTransport, event: SubgraphAnswer): SubgraphTransport => ({
  ask: (request, signal) => (request.kind === 'subscription' ? Promise.resolve(event) : transport.ask(request, signal)),
});

const refused = (errors: RefusedOperation, { format }: GraphCall): GraphAnswer => ({
  body: JSON.stringify({ errors: errors.map(format) }),
  outcome: 'refused',
});

/** Whether an error is told at, below or above a path. */
function explainedBy(errors: readonly ExecutionError[]): (path: readonly (string | number)[]) => boolean {
  return (path) => errors.some(({ path: at }) => at === undefined || at.every((key, n) => n >= path.length || path[n] === key));
}
