import type { TypeRelations } from './type-relations';

/** A change that the plan makes to data on its way to a subgraph, or from one. */
export type Rewrite =
  | { readonly kind: 'ValueSetter'; readonly path: readonly string[]; readonly setValueTo: unknown }
  | { readonly kind: 'KeyRenamer'; readonly path: readonly string[]; readonly renameKeyTo: string };

const FRAGMENT = '... on ';

type Data = Record<string, unknown>;

/** Changes a value in place, as each of the rewrites says. */
export function applyRewrites(types: TypeRelations, rewrites: readonly Rewrite[] | undefined, value: unknown): void {
  for (const rewrite of rewrites ?? []) apply(types, rewrite, rewrite.path, value);
}

function apply(types: TypeRelations, rewrite: Rewrite, path: readonly string[], value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) apply(types, rewrite, path, item);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const [first, ...rest] = path;
  if (first === undefined) return;
  if (first.startsWith(FRAGMENT)) {
    if (types.isOf(value, first.slice(FRAGMENT.length), true)) apply(types, rewrite, rest, value);
  } else if (rest.length > 0) apply(types, rewrite, rest, (value as Data)[first]);
  else change(rewrite, value as Data, first);
}

function change(rewrite: Rewrite, object: Data, key: string): void {
  if (rewrite.kind === 'ValueSetter') object[key] = rewrite.setValueTo;
  else if (object[key] !== undefined) {
    object[rewrite.renameKeyTo] = object[key];
    delete object[key];
  }
}

/** Where the client sees what a subgraph said of a path: keys that were renamed have their last name. */
export function renamedPath(rewrites: readonly Rewrite[] | undefined, path: readonly (string | number)[]): readonly (string | number)[] {
  let renamed = path;
  for (const rewrite of rewrites ?? []) {
    if (rewrite.kind !== 'KeyRenamer') continue;
    const keys = rewrite.path.filter((key) => !key.startsWith(FRAGMENT));
    const at = placeOf(keys, renamed);
    if (at !== undefined) renamed = renamed.map((key, n) => (n === at ? rewrite.renameKeyTo : key));
  }
  return renamed;
}

/** The place of the last of these keys in a path that begins with all of them, list places left out. */
function placeOf(keys: readonly string[], path: readonly (string | number)[]): number | undefined {
  let next = 0;
  for (const [n, key] of path.entries()) {
    if (typeof key === 'number') continue;
    if (key !== keys[next]) return undefined;
    next++;
    if (next === keys.length) return n;
  }
  return undefined;
}
