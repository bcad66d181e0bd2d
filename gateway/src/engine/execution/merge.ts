import type { Data } from './entities';

/** What merging has to know of one answer's data. */
export interface Merging {
  /** Objects and lists that more than one object of the merged data holds. */
  readonly shared: Set<unknown>;
  /** Names of types that say less of an object than the name of its own type does. */
  readonly abstractTypes: ReadonlySet<string>;
}

/**
 * Adds what came to an object. What is new is taken as it is, by reference; where both have objects, theirs are merged, and
 * one that other objects hold too is copied first, so that nothing shows up elsewhere. A null takes nothing away: another
 * subgraph had a value for the field; nor does a name that says less of the type.
 */
export function mergeInto(target: Data, source: Data, merging: Merging): void {
  for (const key in source) {
    const came = source[key];
    if (key === '__proto__') continue; // a key of no plan; as a name of JavaScript it would change more than this object
    const there = target[key];
    if (there === undefined || there === null) target[key] = came;
    else if (isObject(came) && isObject(there)) target[key] = mergeValues(there, came, merging);
    else if (came !== null && came !== undefined && !(key === '__typename' && merging.abstractTypes.has(came as string)))
      target[key] = came;
  }
}

/** Notes that the objects of a source are held by more than one target. */
export function share(source: Data, { shared }: Merging): void {
  for (const key in source) if (isObject(source[key])) shared.add(source[key]);
}

function mergeValues(there: object, came: object, merging: Merging): unknown {
  if (there === came) return there;
  const isList = Array.isArray(there);
  if (isList !== Array.isArray(came)) return came;
  if (!isList) {
    const into = own(there as Data, merging);
    mergeInto(into, came as Data, merging);
    return into;
  }
  const items = came as readonly unknown[];
  if (there.length !== items.length) return came;
  const into = own(there, merging);
  for (const [n, item] of items.entries()) {
    const before = into[n];
    if (isObject(before) && isObject(item)) into[n] = mergeValues(before, item, merging);
    else if (item !== null) into[n] = item;
  }
  return into;
}

/** An object that may be changed: itself, or a copy whose own objects are then held twice. */
function own<T extends object>(object: T, { shared }: Merging): T {
  if (!shared.has(object)) return object;
  for (const value of Object.values(object)) if (isObject(value)) shared.add(value);
  return (Array.isArray(object) ? [...object] : { ...object }) as T;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
