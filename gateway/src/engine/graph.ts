import { type ASTNode, buildSchema, GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { getVariableValues } from 'graphql/execution/values';
import { AnswerWriter } from './answer-writer';
import { DeferredAnswer } from './deferred-answer';
import { Deadline } from './execution/deadline';
import { type ExecutionError, PlanRun } from './execution/run-plan';
import type { SubgraphAnswer, SubgraphRequest, SubgraphTransport } from './execution/subgraph-transport';
import { untilOver } from './execution/until-over';
import { Operation, type OperationVariant } from './operation/operation';
import { type CheckOperation, isRefused, Operations, type PlanOperation, type RefusedOperation, refusalOf } from './operation/operations';
import { TypeRelations } from './plan/type-relations';
import type { SupergraphFacts } from './supergraph/planner';

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
  /** Whether parts of a query with `@defer` may come later; otherwise they come with the rest. */
  readonly mayDefer?: boolean;
  /** Whether what would change anything is refused: a request that a link can send. */
  readonly isReadOnly?: boolean;
  /** Makes an error fit to be sent. */
  readonly format: (error: ExecutionError | GraphQLError) => object;
}

/** The text of an answer, and what became of the request. */
export interface GraphAnswer {
  /** In UTF-8. `writeAnswer` takes it out. */
  body: Buffer;
  readonly outcome: 'executed' | 'refused' | 'not read only';
  /** What comes later, each a text of its own that says whether it is the last; undefined for an answer that is whole. */
  readonly rest?: AsyncIterableIterator<string>;
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

/** Names of the schema are not for guessing: errors suggest none. */
const COERCION = { maxErrors: 20, hideSuggestions: true };
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
    const defers = call.mayDefer === true && operation.labels.size > 0 && kind === OperationTypeNode.QUERY;
    const variant = variantOf(operation, coerced, defers);
    const found = variant instanceof Promise ? await variant : variant;
    if (isRefused(found)) return refused(found, call);
    const ready = { operation, variant: found, given, coerced };
    if (defers) return this.inParts(ready, call);
    return { body: await this.run(ready, call), outcome: 'executed' };
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
    return {
      source,
      answer: async (event, call) => String(await this.run(ready, { ...call, transport: withEvent(call.transport, event) })),
    };
  }

  private coerce({ node }: Operation, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | RefusedOperation {
    const { variableDefinitions = [] } = node;
    if (variableDefinitions.length === 0) return {};
    const { errors, coerced } = getVariableValues(this.schema, variableDefinitions, given, COERCION);
    return errors ? errors.map(({ message, nodes }) => badInput(message, nodes)) : coerced;
  }

  private async run(ready: ReadyOperation, call: GraphCall): Promise<Buffer> {
    const { run, deadline, writer } = this.begin(ready, call);
    await run.run();
    deadline.end();
    return writer().whole();
  }

  private async inParts(ready: ReadyOperation, call: GraphCall): Promise<GraphAnswer> {
    const { run, deadline, writer } = this.begin(ready, call);
    const rest = untilOver(new DeferredAnswer({ ...ready, run, writer: writer() }).texts(), () => deadline.giveUp());
    const { value: body } = (await rest.next()) as IteratorYieldResult<string>;
    return { body: Buffer.from(body), outcome: 'executed', rest };
  }

  private begin(ready: ReadyOperation, { transport, client, deadlineMs = DEADLINE_MS, format }: GraphCall) {
    const { operation, variant, given } = ready;
    const isMutation = operation.node.operation === OperationTypeNode.MUTATION;
    const deadline = new Deadline(deadlineMs, isMutation ? undefined : client);
    const run = new PlanRun(variant.plan, { types: this.types, transport, variables: given, signal: deadline.signal });
    return { run, deadline, writer: () => new AnswerWriter({ ...ready, run, format }) };
  }
}

const badInput = (message: string, nodes?: readonly ASTNode[]): GraphQLError =>
  new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } });

/** @returns at once what is known */
function variantOf(...[operation, ...choice]: [Operation, ...Parameters<Operation['variant']>]) {
  try {
    const variant = operation.variant(...choice);
    return variant instanceof Promise ? variant.catch(refusalOf) : variant;
  } catch (error) {
    return refusalOf(error);
  }
}

const NOTHING_TO_ASK = {
  transport: { ask: () => Promise.reject(new Error('nothing is asked to make a subscription ready')) },
  signal: new AbortController().signal,
};

/** A transport that has the answer to what brings events already. */
const withEvent = (transport: SubgraphTransport, event: SubgraphAnswer): SubgraphTransport => ({
  ask: (request, signal) => (request.kind === 'subscription' ? Promise.resolve(event) : transport.ask(request, signal)),
});

const refused = (errors: RefusedOperation, { format }: GraphCall): GraphAnswer => ({
  body: Buffer.from(JSON.stringify({ errors: errors.map(format) })),
  outcome: 'refused',
});
