import type { PlannedFetch } from './compile-plan';

/** Fetches that ask the same of entities at one place or several, under one name. */
export interface MergedPart {
  readonly fetches: readonly [PlannedFetch, ...PlannedFetch[]];
  readonly alias: string;
  readonly variable: string;
}

/** Fetches that are one request. */
export interface MergedFetches {
  readonly fetches: readonly [PlannedFetch, ...PlannedFetch[]];
  readonly text: string;
  readonly parts: readonly MergedPart[];
}

/**
 * Puts entity fetches of one subgraph that start at the same depth into one request, each under a name of its own.
 * Both are for the same part of the answer. None of them waits for another, so nothing waits in a circle. One that nobody waits for goes with a later request to its
 * subgraph for the same entities, if there is one: the subgraph looks them up once, and the answer is whole no later.
 */
export function mergeFetches(fetches: readonly PlannedFetch[]): MergedFetches[] {
  const depths = new Map<PlannedFetch, number>();
  const depthOf = (fetch: PlannedFetch): number => {
    const known = depths.get(fetch);
    if (known !== undefined) return known;
    const depth = Math.max(0, ...fetch.after.map((one) => depthOf(one) + 1));
    depths.set(fetch, depth);
    return depth;
  };
  const awaited = new Set(fetches.flatMap(({ after }) => after));
  const turnOf = (fetch: PlannedFetch): number => {
    const depth = depthOf(fetch);
    if (awaited.has(fetch)) return depth;
    const { serviceName } = fetch.node;
    const place = fetch.path.join('.');
    const same = fetches.filter(
      (one) => one.text.entities && one.label === fetch.label && one.node.serviceName === serviceName && one.path.join('.') === place,
    );
    return Math.max(depth, ...same.map(depthOf));
  };
  // Root fields and mutations stay as they are; of the others those that share their subgraph and depth go together.
  const together = grouped(fetches, (fetch) =>
    fetch.text.entities === undefined || fetch.node.operationKind !== 'query'
      ? fetch
      : `${turnOf(fetch)} ${fetch.node.serviceName} ${fetch.label}`,
  );
  return together.map(merge);
}

function merge(fetches: MergedFetches['fetches']): MergedFetches {
  const [first] = fetches;
  const alike = grouped(fetches, whatIsAsked);
  if (alike.length === 1)
    return { fetches, text: first.node.operation, parts: [{ fetches, alias: '_entities', variable: 'representations' }] };
  const parts = alike.map((same, n) => ({ fetches: same, alias: `_e${n}`, variable: `_r${n}` }));
  const definitions = new Map(fetches.flatMap(({ text }) => [...text.definitions]));
  const variables = [...parts.map(({ variable }) => `$${variable}:[_Any!]!`), ...definitions.values()];
  const selections = parts.map(
    ({ fetches: [{ text }], alias, variable }) => `${alias}:_entities(representations:$${variable})${text.entities}`,
  );
  const name = first.node.operationName;
  return { fetches, text: `query${name ? ` ${name}` : ''}(${variables.join(',')}){${selections.join(' ')}}`, parts };
}

/**
 * Equal for fetches that ask the same of the same representations: what a subgraph says of an entity is right wherever that is.
 * Not where it says more than single values: objects below would be held by several places, and a field that fails at one of
 * them later would have the value that came for another.
 */
function whatIsAsked(fetch: PlannedFetch): unknown {
  const { requires, inputRewrites, outputRewrites } = fetch.node;
  const { entities, writes } = fetch.text;
  return writes.some(({ length }) => length > 1) ? fetch : JSON.stringify([entities, requires, inputRewrites, outputRewrites]);
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => unknown): [T, ...T[]][] {
  const groups = new Map<unknown, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
