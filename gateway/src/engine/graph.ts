import { buildSchema, GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { getVariableValues } from 'graphql/execution/values';
import { Deadline } from './execution/deadline';
import { type ExecutionError, PlanRun } from './execution/run-plan';
import type { SubgraphTransport } from './execution/subgraph-transport';
import { Operation, type OperationVariant } from './operation/operation';
import { type CheckOperation, Operations, type PlanOperation, type RefusedOperation } from './operation/operations';
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
    if (call.isReadOnly && operation.node.operation !== OperationTypeNode.QUERY)
      return {
        ...refused([new GraphQLError('Send mutations by POST.', { extensions: { code: 'BAD_USER_INPUT' } })], call),
        outcome: 'not read only',
      };
    const { variableDefinitions = [] } = operation.node;
    const given = request.variables ?? {};
    let coerced: Readonly<Record<string, unknown>> = {};
    if (variableDefinitions.length) {
      const variables = getVariableValues(this.schema, variableDefinitions, given, { maxErrors: MAX_VARIABLE_FAULTS });
      if (variables.errors)
        return refused(
          variables.errors.map(({ message, nodes }) => new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } })),
          call,
        );
      coerced = variables.coerced;
    }
    const found = operation.variant(coerced);
    const variant = found instanceof Promise ? await found : found;
    const isMutation = operation.node.operation === OperationTypeNode.MUTATION;
    const deadline = new Deadline(call.deadlineMs ?? DEADLINE_MS, isMutation ? undefined : call.client);
    const { transport } = call;
    const run = new PlanRun(variant.plan, { types: this.types, transport, variables: given, signal: deadline.signal });
    await run.run();
    deadline.end();
    return { body: this.write(operation, variant, run, coerced, call), outcome: 'executed' };
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

const refused = (errors: RefusedOperation, { format }: GraphCall): GraphAnswer => ({
  body: JSON.stringify({ errors: errors.map(format) }),
  outcome: 'refused',
});

/** Whether an error is told at, below or above a path. */
function explainedBy(errors: readonly ExecutionError[]): (path: readonly (string | number)[]) => boolean {
  return (path) => errors.some(({ path: at }) => at === undefined || at.every((key, n) => n >= path.length || path[n] === key));
}
