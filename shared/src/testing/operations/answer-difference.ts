import { isDeepStrictEqual } from 'node:util';

type Path = readonly (string | number)[];

/** An answer as the client reads it. */
export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly path?: Path }[];
}

/**
 * How two answers differ; undefined when they do not. Where a null took its parent with it, several errors may stand for it,
 * and who executes may stop at the first: of these places it counts that they are explained, elsewhere each path.
 */
export function difference(ours: Answer, plain: Answer): string | undefined {
  if (JSON.stringify(ours.data) !== JSON.stringify(plain.data))
    return isDeepStrictEqual(ours.data, plain.data) ? 'the fields are in another order' : 'the data differ';
  const [found, told] = [places(ours), places(plain)];
  const missing = [...told].filter((place) => !found.has(place));
  const unasked = [...found].filter((place) => !told.has(place));
  if (missing.length) return `no error tells of ${missing.join(', ')}`;
  return unasked.length ? `an error tells of ${unasked.join(', ')}` : undefined;
}

const places = ({ data, errors = [] }: Answer): Set<string> =>
  new Set(errors.map(({ path }) => JSON.stringify(path && nullAt(data, path))));

/** The beginning of a path up to the null that it leads to. */
function nullAt(data: unknown, path: Path): Path {
  let value = data;
  for (const [n, key] of path.entries()) {
    if (value === null || value === undefined) return path.slice(0, n);
    value = (value as Record<string | number, unknown>)[key];
  }
  return path;
}
