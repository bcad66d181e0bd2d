import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { quote } from '../projection/write-json';
import { applyRewrites, type Rewrite } from './rewrites';
import type { TypeRelations } from './type-relations';

type Data = Record<string, unknown>;

/** What a subgraph is told of entities. */
export interface Representation {
  /**
   * Of one, as JSON text, which serves as the key that finds duplicates too.
   * @returns undefined where a required field is missing, so that the entity is left out
   */
  of(entity: Data): string | undefined;
  /** Equal for entities with equal texts, and for no others; missing where that takes the texts themselves. */
  readonly keyOf?: (entity: Data) => unknown;
  /** Whether an entity has nothing but what its text says: then equal texts are equal entities. */
  isWhole(entity: Data): boolean;
}

/** A requirement compiled for entities of one type. */
interface Requirement {
  readonly write: (entity: Data) => string | undefined;
  readonly keys: readonly string[];
}

/** @param requires what the plan asks of each entity @param rewrites how it is changed before it is sent */
export function representationOf(
  requires: readonly QueryPlanSelectionNode[],
  rewrites: readonly Rewrite[] | undefined,
  types: TypeRelations,
): Representation {
  const slowly = (entity: Data): string | undefined => {
    const taken = take(entity, requires, types);
    if (!taken?.__typename) return undefined;
    applyRewrites(types, rewrites, taken);
    return JSON.stringify(taken);
  };
  if (rewrites?.length) return { of: slowly, isWhole: () => false };
  const flat = new Map<unknown, Requirement | undefined>();
  const requirementOf = (type: unknown): Requirement | undefined => {
    const known = flat.get(type);
    if (known || flat.has(type)) return known;
    const requirement = flatRequirement(type, requires, types);
    flat.set(type, requirement);
    return requirement;
  };
  return {
    keyOf: keyReader(requires, requirementOf, types),
    of(entity) {
      const requirement = requirementOf(entity.__typename);
      return requirement ? requirement.write(entity) : slowly(entity);
    },
    isWhole: (entity) => countFields(entity) === requirementOf(entity.__typename)?.keys.length,
  };
}

/** Ids are compared as they are where they are all that is told of entities of one type. */
function keyReader(
  [first, ...others]: readonly QueryPlanSelectionNode[],
  requirementOf: (type: unknown) => Requirement | undefined,
  types: TypeRelations,
): Representation['keyOf'] {
  const type = first?.kind === 'InlineFragment' ? first.typeCondition : undefined;
  if (type === undefined || others.length > 0 || types.abstract.has(type)) return undefined;
  const keys = requirementOf(type)?.keys.filter((key) => key !== '__typename') ?? [];
  const [only] = keys;
  if (only === undefined || keys.length > 1) return undefined;
  return (entity) => {
    const value = entity[only];
    return entity.__typename === type && (typeof value === 'string' || typeof value === 'number') ? value : entity;
  };
}

const countFields = (entity: object): number => {
  let count = 0;
  for (const _ in entity) count++;
  return count;
};

/** Code for one type of entities: each has the same shape, and all names are literals. */
function compileWriter(type: string, keys: readonly string[]): Requirement['write'] {
  const parts = keys.map((key, n) => {
    const head = quote(`${n === 0 ? '{' : ','}${quote(key)}:`);
    if (key === '__typename') return { code: '', head: quote(`${n === 0 ? '{' : ','}"__typename":${quote(type)}`), value: '' };
    return { code: `const v${n} = v[${quote(key)}]; if (v${n} === undefined) return undefined;`, head, value: ` + leaf(v${n})` };
  });
  const body = `${parts.map(({ code }) => code).join('\n')}\nreturn ${parts.map(({ head, value }) => head + value).join(' + ')} + '}';`;
  // What is compiled are response keys and a name of the supergraph, in quotes.
  return new Function('leaf', `"use strict"; return (v) => {\n${body}\n};`)(leafText) as Requirement['write'];
}

const leafText = (value: unknown): string =>
  typeof value === 'string' ? quote(value) : typeof value === 'number' ? String(value) : JSON.stringify(value);

/** The fields of one fragment that fits the type; undefined where it takes the careful way: several fragments, or fields below fields. */
function flatRequirement(type: unknown, requires: readonly QueryPlanSelectionNode[], types: TypeRelations): Requirement | undefined {
  if (typeof type !== 'string') return undefined;
  const fitting = requires.filter((one) => one.kind === 'InlineFragment' && one.typeCondition && types.includes(one.typeCondition, type));
  const [only] = fitting;
  if (fitting.length !== 1 || requires.some(({ kind }) => kind !== 'InlineFragment') || only?.kind !== 'InlineFragment') return undefined;
  const keys: string[] = [];
  for (const one of only.selections) {
    if (one.kind !== 'Field' || one.selections) return undefined;
    keys.push(one.alias ?? one.name);
  }
  if (!keys.includes('__typename')) return undefined;
  return { write: compileWriter(type, keys), keys };
}

/** What the plan asks of an entity, as data; null where one of its fields is missing. */
function take(entity: Data | null, selections: readonly QueryPlanSelectionNode[], types: TypeRelations): Data | null {
  if (entity === null) return null;
  const taken: Data = {};
  for (const one of selections) {
    if (one.kind === 'Field') {
      const key = one.alias ?? one.name;
      const value = Object.hasOwn(entity, key) ? entity[key] : undefined;
      if (value === undefined) return null;
      taken[key] = one.selections ? takeBelow(value, one.selections, types) : value;
    } else if (one.typeCondition && types.isOf(entity, one.typeCondition)) {
      const more = take(entity, one.selections, types);
      if (more) mergeTaken(taken, more);
    }
  }
  return taken;
}

const takeBelow = (value: unknown, selections: readonly QueryPlanSelectionNode[], types: TypeRelations): unknown =>
  Array.isArray(value)
    ? value.map((item) => takeBelow(item, selections, types))
    : typeof value === 'object'
      ? take(value as Data | null, selections, types)
      : null;

function mergeTaken(into: Data, more: Data): void {
  for (const [key, value] of Object.entries(more)) {
    const there = into[key];
    if (isData(there) && isData(value)) mergeTaken(there, value);
    else into[key] = value;
  }
}

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);
