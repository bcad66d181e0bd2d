import type { PathVisitor, PathWalk } from '../plan/path-walk';
import type { Representation } from '../plan/representation';

export type Data = Record<string, unknown>;

/** Different entities at one path, each to be asked for once. */
export interface Entities {
  /** Their representations, as JSON. */
  readonly representations: readonly string[];
  /** For each representation, the objects that the answer belongs to. */
  readonly targets: readonly (readonly Data[])[];
}

/**
 * Finds the objects that a walk comes to and what a subgraph is to be told of them. Copies of one entity that hold
 * nothing but their representation become one object, so that all that comes later is done once for all of them.
 */
export function entitiesAt(root: Data, walk: PathWalk, representation: Representation): Entities {
  const found = new Found(representation);
  walk(root, found);
  return { representations: found.texts, targets: found.targets };
}

class Found implements PathVisitor {
  readonly texts: string[] = [];
  readonly targets: Data[][] = [];
  readonly seen = new Set<object>();
  private readonly places = new Map<unknown, number>();
  /** What stands in the places of copies. */
  private readonly replaced = new Map<object, Data>();

  constructor(private readonly representation: Representation) {}

  add(object: Data, parent: Record<string | number, unknown> | undefined, key: string | number): void {
    const { representation, places } = this;
    const { keyOf } = representation;
    const which = keyOf ? keyOf(object) : representation.of(object);
    const place = places.get(which);
    if (place === undefined) {
      const text = keyOf ? representation.of(object) : (which as string | undefined);
      if (text === undefined) return;
      places.set(which, this.texts.push(text) - 1);
      this.targets.push([object]);
      return;
    }
    const same = this.targets[place] as Data[];
    const [first] = same as [Data];
    if (first === object) return;
    if (parent && representation.isWhole(object) && representation.isWhole(first)) {
      parent[key] = first;
      this.replaced.set(object, first);
    } else same.push(object);
  }

  again(object: Data, parent: Record<string | number, unknown> | undefined, key: string | number): void {
    const first = this.replaced.get(object);
    if (first && parent) parent[key] = first;
  }
}

/** All paths of the answer at which an object is, list places included. */
export function pathsTo(root: Data, path: readonly string[], targets: ReadonlySet<unknown>): (string | number)[][] {
  const found: (string | number)[][] = [];
  const walk = (value: unknown, n: number, at: (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      const rest = path[n] === '@' ? n + 1 : n;
      for (const [place, item] of value.entries()) walk(item, rest, [...at, place]);
      return;
    }
    const next = path[n];
    if (next === undefined) {
      if (targets.has(value)) found.push(at);
    } else if (next !== '@') walk((value as Data)[next], n + 1, [...at, next]);
  };
  walk(root, 0, []);
  return found;
}
