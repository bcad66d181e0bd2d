import type { Data } from './entities';

/** Objects and lists that more than one object of the merged data holds. */
export type Shared = Set<unknown>;

/**
 * Adds what came to an object. What is new is taken as it is, by reference; where both have objects, theirs are merged, and
 * one that other objects hold too is copied first, so that nothing shows up elsewhere. A null takes nothing away: another
 * subgraph had a value for the field.
 */
export function mergeInto(target: Data, source: Data, shared: Shared): void {
  for (const key in source) {
    const came = source[key];
    const there = target[key];
    if (there === undefined || there === null) target[key] = came;
    else if (isObject(came) && isObject(there)) target[key] = mergeValues(there, came, shared);
    else if (came !== null && came !== undefined) target[key] = came;
  }
}

/** Notes that the objects of a source are held by more than one target. */
export function share(source: Data, shared: Shared): void {
  for (const key in source) if (isObject(source[key])) shared.add(source[key]);
}

function mergeValues(there: object, came: object, shared: Shared): unknown {
  if (there === came) return there;
  const isList = Array.isArray(there);
  if (isList !== Array.isArray(came)) return came;
  if (!isList) {
    const into = own(there as Data, shared);
    mergeInto(into, came as Data, shared);
    return into;
  }
  const items = came as readonly unknown[];
  if (there.length !== items.length) return came;
  const into = own(there, shared);
  for (const [n, item] of items.entries()) {
    const before = into[n];
    if (isObject(before) && isObject(item)) into[n] = mergeValues(before, item, shared);
    else if (item !== null) into[n] = item;
  }
  return into;
}

/** An object that may be changed: itself, or a copy whose own objects are then held twice. */
function own<T extends object>(object: T, shared: Shared): T {
  if (!shared.has(object)) return object;
  for (const value of Object.values(object)) if (isObject(value)) shared.add(value);
  return (Array.isArray(object) ? [...object] : { ...object }) as T;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
