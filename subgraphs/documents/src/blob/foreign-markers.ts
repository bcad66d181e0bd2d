import type { ByteSource } from './byte-source';

/** What a file of one format says that something else may read as its own, or run. */
const MARKERS = ['<?php', '<script', '<html', '<!doctype', '<svg', '<iframe', 'javascript:', 'pk\u0003\u0004', 'pk\u0005\u0006'];
const OF_PDF = ['/javascript', '/js ', '/js(', '/js<', '/launch', '/richmedia'];
const LONGEST = 16;
/** Nobody looks at more than this in a browser. */
const MOST = 64 * 1024 * 1024;

/**
 * Whether a picture or PDF is something else besides: a script, a page, an archive, a PDF that acts by itself. Such a
 * file is what its name says, and is taken; but no browser may be let to make of it what it likes.
 */
export async function isPolyglot(source: ByteSource, type: string): Promise<boolean> {
  if (source.size > MOST) return true;
  const markers = type === 'application/pdf' ? [...MARKERS, ...OF_PDF] : [...MARKERS, '%pdf-'];
  if (type === 'image/gif' && /^GIF8[79]a\s*(=|\/\*)/.test((await source.at(0, 16)).toString('latin1'))) return true;
  let tail = '';
  for await (const chunk of await source.stream()) {
    const text = tail + (chunk as Buffer).toString('latin1').toLowerCase();
    if (markers.some((marker) => text.includes(marker))) return true;
    tail = text.slice(-LONGEST);
  }
  return false;
}
