import { type DocumentNode, type FieldNode, type FragmentDefinitionNode, type GraphQLField, Kind, print, visit } from 'graphql';
import { getArgumentValues } from 'graphql/execution/values';

/** A root field of an operation whose variables are coerced. */
export interface RootField {
  readonly definition: GraphQLField<unknown, unknown>;
  /** Of one response name; several selections of it may be merged. */
  readonly nodes: readonly FieldNode[];
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * What two requests have in common that ask for the same: the field, its arguments as the service reads them, whether
 * they came as variables or literals, and what is selected of the answer. As one text.
 * @throws GraphQLError for arguments that do not fit
 */
export function inputOf({ definition, nodes, document, variables }: RootField): string {
  const input = getArgumentValues(definition, nodes[0] as FieldNode, variables);
  const known = new Map(document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])));
  const fragments = new Map<string, string>();
  const used: Record<string, unknown> = {};
  const read = (node: FieldNode['selectionSet'] | FragmentDefinitionNode): string => {
    if (!node) return '';
    visit(node, {
      Variable: ({ name }) => {
        if (name.value in variables) used[name.value] = variables[name.value];
      },
      FragmentSpread: ({ name: { value } }) => {
        const fragment = known.get(value);
        if (!fragment || fragments.has(value)) return;
        fragments.set(value, '');
        fragments.set(value, read(fragment));
      },
    });
    return print(node);
  };
  const selections = nodes.map(({ selectionSet }) => read(selectionSet));
  return JSON.stringify([definition.name, sorted(input), selections, sorted(used), [...fragments].sort()]);
}

/** The same value with the names of all objects in order, so that the order in which a client writes them says nothing. */
function sorted(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}
