import { type GraphQLCompositeType, isAbstractType, type SelectionSetNode } from 'graphql';
import { below, compositeOf, type Selections } from './selection';

interface Place {
  readonly type: GraphQLCompositeType;
  readonly sets: readonly SelectionSetNode[];
  /** What the client selects here, had the objects above been of other types. */
  readonly elsewhere: readonly SelectionSetNode[];
}

/** Of whom something is asked: of what is here, of objects of other types alone, of none; or what is here does not say what it is. */
export type AskedFor = 'here' | 'of others' | 'nowhere' | 'unknown';

/**
 * Whether what failed at a path of the merged data concerns the client. A subgraph that knows an interface as one type of
 * object is asked of all of its objects for what the client wants of those of one type alone, and may fail for the others.
 * Fields that the client did not select at all are for another subgraph, whose fields are null for want of them: they count.
 */
export function askedFor(
  selections: Selections,
  root: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
  data: unknown,
  path: readonly (string | number)[],
): AskedFor {
  let place: Place = { type: root, sets, elsewhere: sets };
  let value = data;
  let isUnsure = false;
  for (const key of path) {
    if (typeof key === 'number') {
      value = Array.isArray(value) ? value[key] : undefined;
      continue;
    }
    const { type, sets: here, elsewhere } = place;
    const { __typename: named } = (value ?? {}) as { readonly __typename?: unknown };
    const possible = selections.possible(type);
    const own = isAbstractType(type) ? possible.find(({ name }) => name === named) : possible[0];
    const fieldsOf = (of: readonly SelectionSetNode[]) =>
      [...possible, ...selections.unresolved(type)].flatMap((one) => selections.of(one, of).filter(({ source }) => source === key));
    isUnsure ||= !own;
    const others = fieldsOf(elsewhere);
    const fields = own ? selections.of(own, here).filter(({ source }) => source === key) : fieldsOf(here);
    const [field] = fields;
    if (!field) return others.length === 0 ? 'nowhere' : 'of others';
    const composite = compositeOf(field);
    if (!composite) break;
    place = { type: composite, sets: fields.flatMap(below), elsewhere: others.flatMap(below) };
    value = (value as Record<string, unknown> | null | undefined)?.[key];
  }
  return isUnsure ? 'unknown' : 'here';
}
