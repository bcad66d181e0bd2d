import { type FieldNode, Kind, parse, type SelectionNode } from 'graphql';

/** What the plan asks of a service. */
interface ServiceRequest {
  readonly query?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const keysOf = (selections: readonly SelectionNode[] = []): string[] =>
  selections
    .filter((selection): selection is FieldNode => selection.kind === Kind.FIELD && selection.name.value !== '__typename')
    .map(({ alias, name }) => (alias ?? name).value);

/**
 * The paths, as the service would have said them, of all that it was asked for: its root fields, and of references the fields
 * of each. So a client is told of every null why it is one.
 */
export function failedPaths({ query = '', variables }: ServiceRequest): (readonly (string | number)[])[] {
  const operation = parse(query, { noLocation: true }).definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  const roots = (operation?.selectionSet.selections ?? []).filter((one): one is FieldNode => one.kind === Kind.FIELD);
  return roots.flatMap((root) => {
    const key = (root.alias ?? root.name).value;
    if (root.name.value !== '_entities') return [[key]];
    const selections = root.selectionSet?.selections ?? [];
    return asList(variables?.representations).flatMap((reference, index) =>
      selections
        .flatMap((one) =>
          one.kind === Kind.INLINE_FRAGMENT && isOf(reference, one.typeCondition?.name.value) ? one.selectionSet.selections : [],
        )
        .flatMap((one) => keysOf([one]))
        .map((field) => [key, index, field]),
    );
  });
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const isOf = (reference: unknown, type: string | undefined): boolean =>
  type === undefined || (reference as { __typename?: unknown } | null)?.__typename === type;
