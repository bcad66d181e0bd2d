import { FileFault } from './work-fault';

/** A page of a photograph has some thirty entries. */
const MAX_ENTRIES = 512;
/** The bytes of one value, by the number of its type. */
const WIDTHS = [1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

/**
 * Looks through a TIFF's directories, before a decoder believes them: each says how many entries it has, how many values
 * these have, and where the next one is. Anything else passes.
 * @throws FileFault for a directory without measure, values beyond the file, or more pages than `frames`
 */
export function assertTiffHeader(bytes: Uint8Array, frames: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = view.byteLength >= 8 ? view.getUint16(0) : 0;
  if (order !== 0x4949 && order !== 0x4d4d) return;
  const little = order === 0x4949;
  const magic = view.getUint16(2, little);
  if (magic === 43) throw new FileFault('MALFORMED', 'A BigTIFF is not read.');
  if (magic !== 42) return;
  const seen = new Set<number>();
  for (let at = view.getUint32(4, little); at !== 0; ) {
    if (seen.has(at) || at + 2 > view.byteLength) throw new FileFault('MALFORMED', 'A directory of the TIFF leads nowhere.');
    seen.add(at);
    if (seen.size > frames) throw new FileFault('TOO_MANY_FRAMES', `The TIFF has more than ${frames} pages.`);
    const entries = view.getUint16(at, little);
    const end = at + 2 + entries * 12;
    if (entries > MAX_ENTRIES || end + 4 > view.byteLength) throw new FileFault('MALFORMED', 'A directory of the TIFF is without measure.');
    for (let entry = at + 2; entry < end; entry += 12) assertValues(view, entry, little);
    at = view.getUint32(end, little);
  }
}

function assertValues(view: DataView, entry: number, little: boolean): void {
  const size = (WIDTHS[view.getUint16(entry + 2, little)] ?? 1) * view.getUint32(entry + 4, little);
  if (size > 4 && view.getUint32(entry + 8, little) + size > view.byteLength)
    throw new FileFault('MALFORMED', 'An entry of the TIFF has more values than the file has bytes.');
}
