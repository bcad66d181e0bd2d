import type { FetchNode, PlanNode, QueryPlanSelectionNode, SubscriptionNode } from '@apollo/query-planner';
import type { Conditions } from '../projection/selection';
import { type FetchText, readFetch } from './fetch-text';
import { mergeFetches } from './merge-fetches';
import { compilePathWalk, type PathWalk } from './path-walk';
import { type Representation, representationOf } from './representation';
import type { Rewrite } from './rewrites';
import type { TypeRelations } from './type-relations';

/** Where in the data something is. */
export interface Place {
  /** Response keys from the root, `@` for each level of lists. */
  readonly path: readonly string[];
  /** Along the path. */
  readonly walk: PathWalk;
}

/** Entities that a step asks for, or the root fields, where `representation` is undefined. */
export interface Part {
  /** The response key under which the subgraph answers with the entities. */
  readonly alias: string;
  /** The variable that their representations go in. */
  readonly variable: string;
  /** Of the entities; of root fields, one. */
  readonly places: readonly [Place, ...Place[]];
  /** The label of the part of the answer that it is for; empty for what comes first. */
  readonly label: string;
  readonly representation?: Representation;
  readonly outputRewrites?: readonly Rewrite[];
  /** The response keys that are asked of an entity of each type; of root fields by an empty name. */
  readonly asked: ReadonlyMap<string, readonly string[]>;
}

/** One request to one subgraph. */
export interface Step {
  readonly service: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly parts: readonly Part[];
  readonly text: string;
  readonly operationName?: string;
  /** The variables of the client's operation that it needs. */
  readonly variables: readonly string[];
  /** Steps, by their place in the plan, that have to end before this one starts. */
  readonly after: readonly number[];
  /** The beginning of the body, up to and with the brace that opens its variables. */
  readonly head: string;
}

/** A plan for one choice of the operation's conditions. */
export interface CompiledPlan {
  readonly steps: readonly Step[];
  /** For each step, those that wait for it. */
  readonly next: readonly (readonly number[])[];
}

/** A fetch of the plan with where it is, and what has to come before it. */
export interface PlannedFetch {
  readonly node: FetchNode;
  readonly path: readonly string[];
  readonly text: FetchText;
  /** Dotted response keys below the root, without lists, that it writes. */
  readonly writes: ReadonlySet<string>;
  /** Those that it reads. */
  readonly reads: ReadonlySet<string>;
  /** What it waits for. */
  readonly after: PlannedFetch[];
  /** The label of the part of the answer that it is for; empty for what comes first. */
  readonly label: string;
}

/** Turns a plan into steps that wait for what they read, and for nothing else. The first of a subscription brings its events. */
export function compilePlan(node: PlanNode | SubscriptionNode | undefined, conditions: Conditions, types: TypeRelations): CompiledPlan {
  const fetches = node ? new Walk(conditions, types.interfaceObjects.size > 0).of(node) : [];
  orderReads(fetches);
  const groups = mergeFetches(fetches);
  const placeOf = new Map<PlannedFetch, number>();
  for (const [n, { fetches: merged }] of groups.entries()) for (const fetch of merged) placeOf.set(fetch, n);
  const shared = new Set(fetches.flatMap(({ node: { requires }, path }) => (requires ? [path.join('.')] : [])));
  const placeAt = ({ path }: PlannedFetch): Place => ({
    path,
    walk: compilePathWalk(
      path,
      [...path, ''].map((_, n) => shared.has(path.slice(0, n).join('.'))),
    ),
  });
  const steps = groups.map(({ fetches: merged, text, parts }, n): Step => {
    const [{ node: first }] = merged;
    const after = new Set(merged.flatMap((fetch) => fetch.after.map((one) => placeOf.get(one) as number)));
    after.delete(n);
    const name = first.operationName;
    return {
      service: first.serviceName,
      kind: first.operationKind,
      parts: parts.map(({ fetches: [fetch, ...same], alias, variable }) => ({
        alias,
        variable,
        places: [placeAt(fetch), ...others(fetch, same).map(placeAt)],
        label: fetch.label,
        representation: fetch.node.requires && representationOf(fetch.node.requires, fetch.node.inputRewrites as Rewrite[], types),
        outputRewrites: fetch.node.outputRewrites as Rewrite[] | undefined,
        asked: fetch.text.asked,
      })),
      text,
      operationName: name,
      variables: [...new Set(merged.flatMap((fetch) => fetch.node.variableUsages ?? []))],
      after: [...after],
      head: `{"query":${JSON.stringify(text)},${name ? `"operationName":${JSON.stringify(name)},` : ''}"variables":{`,
    };
  });
  return { steps, next: steps.map((_, n) => steps.flatMap(({ after }, other) => (after.includes(n) ? [other] : []))) };
}

/** Those at other places, each once: parts of an answer that come later may be fetched twice by a plan. */
function others(fetch: PlannedFetch, same: readonly PlannedFetch[]): PlannedFetch[] {
  const byPlace = new Map([fetch, ...same].map((one) => [one.path.join('.'), one]));
  byPlace.delete(fetch.path.join('.'));
  return [...byPlace.values()];
}

/**
 * Plans put some fetches in front of those that bring what they need. Where nothing before a fetch writes what it reads, it
 * waits for what does so behind it, unless that one waits for it in turn.
 */
function orderReads(fetches: readonly PlannedFetch[]): void {
  for (const fetch of fetches)
    for (const key of fetch.reads) {
      if (fetch.after.some(({ writes }) => writes.has(key))) continue;
      for (const later of fetches) {
        const isInTime = later.label === fetch.label || later.label === '';
        if (later !== fetch && isInTime && later.writes.has(key) && !waitsFor(later, fetch)) fetch.after.push(later);
      }
    }
}

const waitsFor = (one: PlannedFetch, other: PlannedFetch): boolean => one === other || one.after.some((before) => waitsFor(before, other));

/** Where in a plan a node is. */
interface PlanPlace {
  readonly path: readonly string[];
  /** What the plan puts in front. */
  readonly before: readonly PlannedFetch[];
  readonly label: string;
}

const AT_ROOT: PlanPlace = { path: [], before: [], label: '' };

class Walk {
  constructor(
    private readonly conditions: Conditions,
    private readonly mayNameTypes: boolean,
  ) {}

  /** @returns the fetches of a node */
  of(node: PlanNode | SubscriptionNode, place: PlanPlace = AT_ROOT): PlannedFetch[] {
    switch (node.kind) {
      case 'Subscription':
        return this.sequence([node.primary, ...(node.rest ? [node.rest] : [])], place);
      case 'Sequence':
        return this.sequence(node.nodes, place);
      case 'Parallel':
        return node.nodes.flatMap((one) => this.of(one, place));
      case 'Flatten':
        return this.of(node.node, { ...place, path: [...place.path, ...node.path.map(String)] });
      case 'Condition': {
        const chosen = this.conditions[node.condition] ? node.ifClause : node.elseClause;
        return chosen ? this.of(chosen, place) : [];
      }
      case 'Fetch':
        return [this.fetch(node, place)];
      case 'Defer': {
        const first = node.primary.node ? this.of(node.primary.node, place) : [];
        const before = [...place.before, ...first];
        // Every part has a label of ours.
        return [
          ...first,
          ...node.deferred.flatMap(({ node: later, label = '' }) => (later ? this.of(later, { ...place, before, label }) : [])),
        ];
      }
    }
  }

  private sequence(nodes: readonly PlanNode[], place: PlanPlace): PlannedFetch[] {
    const fetches: PlannedFetch[] = [];
    for (const one of nodes) fetches.push(...this.of(one, { ...place, before: [...place.before, ...fetches] }));
    return fetches;
  }

  private fetch(node: FetchNode, { path, before, label }: PlanPlace): PlannedFetch {
    const text = readFetch(node);
    const place = path.filter((key) => key !== '@').map(withoutType);
    const writes = new Set(text.writes.map((below) => [...place, ...below].join('.')));
    for (const rewrite of (node.outputRewrites ?? []) as Rewrite[])
      if (rewrite.kind === 'KeyRenamer')
        writes.add([...place, ...rewrite.path.slice(0, -1).filter((key) => !key.startsWith('... on ')), rewrite.renameKeyTo].join('.'));
    const reads = new Set(place.map((_, n) => place.slice(0, n + 1).join('.')));
    for (const below of requiredPaths(node.requires ?? [])) reads.add([...place, ...below].join('.'));
    // Whoever found an entity knew of which type it is, unless it was told by an interface's name.
    if (node.requires && !this.mayNameTypes) writes.delete([...place, '__typename'].join('.'));
    const isSerial = node.operationKind === 'mutation';
    return {
      node,
      path,
      text,
      writes,
      reads,
      label,
      after: isSerial ? [...before] : before.filter((one) => [...one.writes].some((key) => reads.has(key))),
    };
  }
}

/** A path may name the types that it goes through: `items|[Book]`. */
const withoutType = (key: string): string => key.replace(/\|\[.*$/, '');

function requiredPaths(selections: readonly QueryPlanSelectionNode[]): string[][] {
  return selections.flatMap((one) => {
    if (one.kind === 'InlineFragment') return requiredPaths(one.selections);
    const key = one.alias ?? one.name;
    return [[key], ...requiredPaths(one.selections ?? []).map((below) => [key, ...below])];
  });
}
