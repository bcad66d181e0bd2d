import { isDeepStrictEqual } from 'node:util';
import type { Answer } from './supergraph';

type Path = readonly (string | number)[];

/**
 * How two answers differ; undefined when they do not. Where a null took its parent with it, several errors may stand for it,
 * and who executes may stop at the first: of these places it counts that they are explained, elsewhere each path.
 */
export function difference(engine: Answer, plain: Answer): string | undefined {
  if (JSON.stringify(engine.data) !== JSON.stringify(plain.data))
    return isDeepStrictEqual(engine.data, plain.data) ? 'the fields are in another order' : 'the data differ';
  const [ours, theirs] = [places(engine), places(plain)];
  const missing = [...theirs].filter((place) => !ours.has(place));
  const unasked = [...ours].filter((place) => !theirs.has(place));
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
