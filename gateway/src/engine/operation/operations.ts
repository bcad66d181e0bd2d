import type { QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  validate,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { TypeRelations } from '../plan/type-relations';
import { Operation } from './operation';
import { planKeys } from './planned-keys';

/** Plans one operation, here or elsewhere. @throws GraphQLError when it cannot be planned, or not in time */
export type PlanOperation = (text: string) => Promise<QueryPlan>;

/** Looks at an operation before it is planned. @returns why it is refused */
export type CheckOperation = (document: DocumentNode, operation: OperationDefinitionNode) => GraphQLError | undefined;

export interface OperationsParts {
  readonly schema: GraphQLSchema;
  readonly types: TypeRelations;
  readonly plan: PlanOperation;
  readonly required: ReadonlySet<string>;
  readonly check?: CheckOperation;
  readonly maxTokens?: number;
}

/** What is the matter with a text, each error with a code. */
export type RefusedOperation = readonly GraphQLError[];

/** Characters of all remembered texts together; what is compiled of one weighs about two hundred times as much. */
const MAX_REMEMBERED = 1_000_000;

/** Makes operations out of texts, each once: parsed, validated, planned. Who asks meanwhile waits for the same. */
export class Operations {
  private readonly known = new LRUCache<string, Operation>({
    max: 4_000,
    maxSize: MAX_REMEMBERED,
    sizeCalculation: (_, key) => key.length + 1,
  });
  private readonly underWay = new Map<string, Promise<Operation | RefusedOperation>>();

  constructor(private readonly parts: OperationsParts) {}

  /** Texts that are known by now, the last used first. */
  get mostUsed(): readonly string[] {
    return [...this.known.keys()];
  }

  /** @returns the operation, at once when it is known, or why there is none */
  prepare(text: string, operationName?: string | null): Operation | RefusedOperation | Promise<Operation | RefusedOperation> {
    const key = operationName ? `${operationName}\n${text}` : text;
    const known = this.known.get(key);
    if (known) return known;
    const waited = this.underWay.get(key);
    if (waited) return waited;
    const made = this.make(text, operationName).then((operation) => {
      if (operation instanceof Operation) this.known.set(key, operation);
      return operation;
    });
    this.underWay.set(key, made);
    return made.finally(() => this.underWay.delete(key));
  }

  private async make(text: string, operationName: string | null | undefined): Promise<Operation | RefusedOperation> {
    const { schema, types, plan, required, check, maxTokens } = this.parts;
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens });
    } catch (error) {
      return [coded(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
    }
    const faults = validate(schema, document);
    if (faults.length) return faults.map((fault) => coded(fault, 'GRAPHQL_VALIDATION_FAILED'));
    const operation = getOperationAST(document, operationName);
    if (!operation) return [coded(new GraphQLError(operationName ? `There is no operation ${operationName} in the document.` : 'Name the operation to run: the document has several.'), 'BAD_USER_INPUT')];
    const refused = check?.(document, operation);
    if (refused) return [refused];
    const alone = onlyUsed(document, operation);
    const planned = planKeys(alone, required);
    try {
      return new Operation(schema, types, alone, operation, planned, await plan(print(planned.document)));
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  }
}

/** The operation with the fragments that it spreads, and nothing else. */
function onlyUsed(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  const fragments = new Map(
    document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [])),
  );
  const used = new Set<FragmentDefinitionNode>();
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment || used.has(fragment)) return;
        used.add(fragment);
        follow(fragment);
      },
    });
  };
  follow(operation);
  return { kind: Kind.DOCUMENT, definitions: [operation, ...used] };
}

const coded = (error: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(error.message, { nodes: error.nodes, source: error.source, positions: error.positions, extensions: { code } });
