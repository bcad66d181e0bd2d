import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { PlatError } from '../errors/plat-error';
import { QueryPlan } from './query-plan';

/** An operation that parsed and fits the schema. */
export interface PreparedOperation {
  /** The operation and the fragments of its document, and no other operations. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Of a query. */
  readonly plan?: QueryPlan;
}

interface KnownDocument {
  readonly document: DocumentNode;
  /** What was asked of it last; those that come from the gateway have one operation. */
  prepared?: PreparedOperation;
}

/**
 * Characters of all remembered texts together. A document weighs a hundred times its text, two hundred where names are short,
 * what is planned of it a hundred times at most, and the shapes of its rows, of 6 KB each, some sixty times: 30 MB as the
 * gateway asks, 90 MB at worst.
 */
const MAX_REMEMBERED = 250_000;

/** Parses and validates each text once; texts that fail are not remembered. */
export class Documents {
  private readonly known = new LRUCache<string, KnownDocument>({
    max: 2_000,
    maxSize: MAX_REMEMBERED,
    sizeCalculation: (_, text) => text.length + 1,
  });

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly maxTokens: number,
  ) {}

  /** @returns the operation, or the errors of the text: GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED, LIMIT or BAD_USER_INPUT */
  prepare(text: string, operationName?: string | null): PreparedOperation | readonly GraphQLError[] {
    let known = this.known.get(text);
    if (!known) {
      try {
        const document = parse(text, { maxTokens: this.maxTokens });
        const errors = validate(this.schema, document, undefined, { maxErrors: 20 });
        if (errors.length) return errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
        known = { document };
      } catch (error) {
        // Both recurse into selections, and a document of few tokens can be deeper than the stack.
        return [
          error instanceof GraphQLError
            ? coded(error, 'GRAPHQL_PARSE_FAILED')
            : new PlatError('LIMIT', 'The document is nested too deeply.'),
        ];
      }
      this.known.set(text, known);
    }
    const operation = getOperationAST(known.document, operationName);
    if (!operation) return [new PlatError('BAD_USER_INPUT', 'Name one operation of the document in operationName.')];
    if (known.prepared?.operation !== operation) known.prepared = this.prepared(operation, alone(operation, known.document));
    return known.prepared;
  }

  private prepared(operation: OperationDefinitionNode, document: DocumentNode): PreparedOperation {
    const plan = operation.operation === 'query' ? new QueryPlan(this.schema, document, operation) : undefined;
    return { document, operation, plan };
  }
}

const alone = (operation: OperationDefinitionNode, document: DocumentNode): DocumentNode => ({
  ...document,
  definitions: [operation, ...document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)],
});

const coded = (error: GraphQLError, code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED') =>
  new GraphQLError(error.message, { nodes: error.nodes, source: error.source, positions: error.positions, extensions: { code } });
