import { quote } from '../projection/write-json';

type Data = Record<string, unknown>;

/** Is told of the objects at a path. */
export interface PathVisitor {
  /** Objects that are not entered again, where several places may hold the same. */
  readonly seen: Set<object>;
  /** @param parent the object or list that holds it under the key; undefined for the root */
  add(object: Data, parent: Record<string | number, unknown> | undefined, key: string | number): void;
  /** @param object one that was added, found at another place */
  again(object: Data, parent: Record<string | number, unknown> | undefined, key: string | number): void;
}

/** Goes to all objects at a path of the data. */
export type PathWalk = (root: Data, visitor: PathVisitor) => void;

/**
 * Compiles a path into a walk: one function for each key, with its name as a literal, so that the engine sees objects of
 * one shape in each.
 * @param path response keys from the root, `@` for each level of lists
 * @param isSharedAt for each place in the path, and its end, whether several places of the data may hold the same object
 */
export function compilePathWalk(path: readonly string[], isSharedAt: readonly boolean[]): PathWalk {
  const places = [...path, undefined];
  const functions = places.map((key, n) => {
    const found =
      key === undefined ? 'visitor.add(v, parent, at);' : key === '@' ? '' : `walk${n + 1}(v[${quote(key)}], visitor, v, ${quote(key)});`;
    return `function walk${n}(v, visitor, parent, at) {
if (typeof v !== 'object' || v === null) return;
if (Array.isArray(v)) {
for (let n = 0; n < v.length; n++) walk${key === '@' ? n + 1 : n}(v[n], visitor, v, n);
return;
}
${isSharedAt[n] ? `if (visitor.seen.has(v)) return${key === undefined ? ' visitor.again(v, parent, at)' : ''};\nvisitor.seen.add(v);` : ''}
${found}
}`;
  });
  // What is compiled are response keys, in quotes.
  return new Function(
    `"use strict";\n${functions.join('\n')}\nreturn (root, visitor) => walk0(root, visitor, undefined, 0);`,
  )() as PathWalk;
}
