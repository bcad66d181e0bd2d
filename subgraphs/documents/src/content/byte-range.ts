/** The first and the last byte that are sent, counted from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const ONE = /^bytes=\s*(?:(\d{1,19})-(\d{0,19})|-(\d{1,19}))\s*$/i;

/**
 * What a `Range` asks for of so many bytes: one stretch, all of it where there is nothing to understand in it, or nothing
 * that can be had. Several stretches at once are refused: they would have us send a file many times for one request.
 * @returns the stretch, `undefined` for all, `null` for what is answered by 416
 */
export function byteRange(header: string | undefined, size: number): ByteRange | undefined | null {
  if (header === undefined || !/^\s*bytes\s*=/i.test(header)) return undefined;
  const [, first, last, suffix] = ONE.exec(header.trim()) ?? [];
  if (suffix !== undefined) return Number(suffix) === 0 ? null : { start: Math.max(size - Number(suffix), 0), end: size - 1 };
  if (first === undefined) return null;
  const start = Number(first);
  const end = last ? Math.min(Number(last), size - 1) : size - 1;
  return start >= size || (last && Number(last) < start) ? null : { start, end };
}

/** Whether a tag is among those of an `If-None-Match`, which compares weakly. */
export const isAmongTags = (header: string | undefined, tag: string): boolean =>
  header !== undefined && (header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag));

/** Whether a range may be answered from the file as it is: without `If-Range`, or where that has its very tag. We say no dates. */
export const holdsIfRange = (header: string | undefined, tag: string): boolean => header === undefined || header.trim() === tag;
