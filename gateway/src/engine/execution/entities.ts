import type { Part } from '../plan/compile-plan';
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
 * Finds the objects at a path of the merged data and what a subgraph is to be told of them. Copies of one entity that hold
 * nothing but their representation become one object, so that all that comes later is done once for all of them.
 */
export function entitiesAt(root: Data, { path, isSharedAt }: Pick<Part, 'path' | 'isSharedAt'>, representation: Representation): Entities {
  const found = new Search(path, isSharedAt, representation);
  found.walk(root, 0, undefined, 0);
  return { representations: found.texts, targets: found.targets };
}

class Search {
  readonly texts: string[] = [];
  readonly targets: Data[][] = [];
  private readonly places = new Map<string, number>();
  private readonly seen = new Set<Data>();

  constructor(
    private readonly path: readonly string[],
    private readonly isSharedAt: readonly boolean[],
    private readonly representation: Representation,
  ) {}

  walk(value: unknown, n: number, parent: Data | unknown[] | undefined, key: string | number): void {
    if (value === null || value === undefined || typeof value !== 'object') return;
    if (Array.isArray(value)) {
      const rest = this.path[n] === '@' ? n + 1 : n;
      for (let place = 0; place < value.length; place++) this.walk(value[place], rest, value, place);
      return;
    }
    if (this.isSharedAt[n]) {
      if (this.seen.has(value as Data)) return;
      this.seen.add(value as Data);
    }
    const next = this.path[n];
    if (next === undefined) this.add(value as Data, parent, key);
    else if (next !== '@') this.walk((value as Data)[next], n + 1, value as Data, next);
  }

  private add(object: Data, parent: Data | unknown[] | undefined, key: string | number): void {
    const text = this.representation.of(object);
    if (text === undefined) return;
    const place = this.places.get(text);
    if (place === undefined) {
      this.places.set(text, this.texts.push(text) - 1);
      this.targets.push([object]);
      return;
    }
    const same = this.targets[place] as Data[];
    const [first] = same as [Data];
    if (parent && this.representation.isWhole(object) && this.representation.isWhole(first))
      (parent as Record<string | number, unknown>)[key] = first;
    else same.push(object);
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
