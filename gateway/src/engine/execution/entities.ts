import type { Place } from '../plan/compile-plan';
import type { PathVisitor } from '../plan/path-walk';
import type { Representation } from '../plan/representation';

export type Data = Record<string, unknown>;

/** Different entities at some places, each to be asked for once. */
export interface Entities {
  /** Their representations, as JSON. */
  readonly representations: readonly string[];
  /** For each representation, the objects that the answer belongs to. */
  readonly targets: readonly (readonly Data[])[];
}

/**
 * Finds the objects that are at places and what a subgraph is to be told of them. Copies of one entity that hold
 * nothing but their representation become one object, so that all that comes later is done once for all of them;
 * those of one place alone, since a field may fail at one and not at another.
 */
export function entitiesAt(root: Data, places: readonly Place[], representation: Representation): Entities {
  const found = new Found(representation);
  for (const { walk } of places) {
    found.begin();
    walk(root, found);
  }
  return { representations: found.texts, targets: found.targets };
}

class Found implements PathVisitor {
  readonly texts: string[] = [];
  readonly targets: Data[][] = [];
  seen!: Set<object>;
  private readonly numbers = new Map<unknown, number>();
  /** The first object of each number at the place that is looked at. */
  private firsts!: (Data | undefined)[];
  /** What stands in for copies. */
  private readonly replaced = new Map<object, Data>();

  constructor(private readonly representation: Representation) {}

  /** Begins with another place. */
  begin(): void {
    this.seen = new Set();
    this.firsts = [];
  }

  add(object: Data, parent: Record<string | number, unknown> | undefined, key: string | number): void {
    const { representation, numbers, firsts } = this;
    const { keyOf } = representation;
    const which = keyOf ? keyOf(object) : representation.of(object);
    const number = numbers.get(which);
    if (number === undefined) {
      const text = keyOf ? representation.of(object) : (which as string | undefined);
      if (text === undefined) return;
      numbers.set(which, this.texts.push(text) - 1);
      firsts[this.targets.push([object]) - 1] = object;
      return;
    }
    const same = this.targets[number] as Data[];
    const first = firsts[number];
    if (first === object) return;
    if (first && parent && representation.isWhole(object) && representation.isWhole(first)) {
      parent[key] = first;
      this.replaced.set(object, first);
      return;
    }
    firsts[number] ??= object;
    same.push(object);
  }

  again(object: Data, parent: Record<string | number, unknown> | undefined, key: string | number): void {
    const first = this.replaced.get(object);
    if (first && parent) parent[key] = first;
  }
}

type AnswerPath = readonly (string | number)[];

/** Where in data objects are, as long as the data stay as they are. Places are looked through once, for whatever is asked of them. */
export class Whereabouts {
  private readonly known = new Map<readonly Place[], ReadonlyMap<object, readonly AnswerPath[]>>();

  constructor(private readonly root: Data) {}

  /** All paths to some of the objects at places, list places included. */
  of(places: readonly Place[], objects: readonly object[]): readonly AnswerPath[] {
    const found = this.at(places);
    return [...new Set(objects)].flatMap((one) => found.get(one) ?? []);
  }

  /** All paths at places. */
  all(places: readonly Place[]): readonly AnswerPath[] {
    return isRoot(places) ? [[]] : [...this.at(places).values()].flat();
  }

  private at(places: readonly Place[]): ReadonlyMap<object, readonly AnswerPath[]> {
    const known = this.known.get(places);
    if (known) return known;
    const found = new Map<object, AnswerPath[]>();
    const walk = (value: unknown, path: readonly string[], n: number, at: AnswerPath): void => {
      if (typeof value !== 'object' || value === null) return;
      if (Array.isArray(value)) {
        const rest = path[n] === '@' ? n + 1 : n;
        for (const [index, item] of value.entries()) walk(item, path, rest, [...at, index]);
        return;
      }
      const next = path[n];
      if (next === undefined) {
        const paths = found.get(value);
        if (paths) paths.push(at);
        else found.set(value, [at]);
      } else if (next !== '@') walk((value as Data)[next], path, n + 1, [...at, next]);
    };
    for (const { path } of places) walk(this.root, path, 0, []);
    this.known.set(places, found);
    return found;
  }
}

/** Whether places are the root itself. */
export const isRoot = ([first]: readonly Place[]): boolean => first?.path.length === 0;
