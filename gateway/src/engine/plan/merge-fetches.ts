import type { PlannedFetch } from './compile-plan';

/** Fetches that are one request. */
export interface MergedFetches {
  readonly fetches: readonly PlannedFetch[];
  readonly text: string;
  readonly parts: readonly { readonly fetch: PlannedFetch; readonly alias: string; readonly variable: string }[];
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
  const groups = new Map<unknown, PlannedFetch[]>();
  for (const fetch of fetches) {
    // Root fields and mutations stay as they are; of the others those that share their subgraph and depth go together.
    const key =
      fetch.text.entities === undefined || fetch.node.operationKind !== 'query'
        ? fetch
        : `${turnOf(fetch)} ${fetch.node.serviceName} ${fetch.label}`;
    const group = groups.get(key);
    if (group) group.push(fetch);
    else groups.set(key, [fetch]);
  }
  return [...groups.values()].map(merge);
}

function merge(fetches: readonly PlannedFetch[]): MergedFetches {
  const [first] = fetches as [PlannedFetch];
  if (fetches.length === 1)
    return { fetches, text: first.node.operation, parts: [{ fetch: first, alias: '_entities', variable: 'representations' }] };
  const parts = fetches.map((fetch, n) => ({ fetch, alias: `_e${n}`, variable: `_r${n}` }));
  const definitions = new Map(fetches.flatMap(({ text }) => [...text.definitions]));
  const variables = [...parts.map(({ variable }) => `$${variable}:[_Any!]!`), ...definitions.values()];
  const selections = parts.map(({ fetch, alias, variable }) => `${alias}:_entities(representations:$${variable})${fetch.text.entities}`);
  const name = first.node.operationName;
  return { fetches, text: `query${name ? ` ${name}` : ''}(${variables.join(',')}){${selections.join(' ')}}`, parts };
}
