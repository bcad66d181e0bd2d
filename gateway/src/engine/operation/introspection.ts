import {
  type DocumentNode,
  executeSync,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { CollectedField } from '../projection/selection';

/** What an operation asks of the schema itself. */
export class Introspection {
  private known?: ReadonlyMap<string, string>;

  private constructor(
    private readonly schema: GraphQLSchema,
    private readonly document: DocumentNode,
    private readonly takesVariables: boolean,
  ) {}

  /** @param fields of the operation's root @returns undefined where none of them is about the schema */
  static of(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    fields: readonly CollectedField[],
  ): Introspection | undefined {
    const nodes = fields
      .filter(({ field }) => field.name === '__schema' || field.name === '__type')
      .flatMap((one): readonly FieldNode[] => one.nodes);
    if (nodes.length === 0) return undefined;
    const alone: OperationDefinitionNode = {
      ...operation,
      operation: OperationTypeNode.QUERY,
      directives: [],
      selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
    };
    const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
    return new Introspection(
      schema,
      { kind: Kind.DOCUMENT, definitions: [alone, ...fragments] },
      operation.variableDefinitions?.length !== 0,
    );
  }

  /** The values as JSON, by response key. */
  answer(variableValues: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
    if (this.known) return this.known;
    const { data } = executeSync({ schema: this.schema, document: this.document, rootValue: {}, variableValues });
    const texts = new Map(Object.entries(data ?? {}).map(([key, value]) => [key, JSON.stringify(value)]));
    if (!this.takesVariables) this.known = texts;
    return texts;
  }
}
