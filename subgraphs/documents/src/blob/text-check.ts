import type { ByteSource } from './byte-source';

/** Control characters that texts have: tab, line feed, form feed, carriage return, escape of teletypes is none of them. */
const ALLOWED = new Set([0x09, 0x0a, 0x0c, 0x0d]);
const IS_BINARY = Uint8Array.from({ length: 256 }, (_, byte) => Number((byte < 0x20 && !ALLOWED.has(byte)) || byte === 0x7f));

/**
 * Whether a file is a text in UTF-8, in some code page, or in UTF-16 with a byte order mark: there is no magic by which
 * texts show themselves, so all of it is looked at.
 */
export async function isText(source: ByteSource): Promise<boolean> {
  const mark = await source.at(0, 2);
  const isWide = mark.length === 2 && (mark.readUInt16BE() === 0xfeff || mark.readUInt16BE() === 0xfffe);
  if (isWide) return source.size % 2 === 0 && isWideText(await source.stream(), mark[0] === 0xff);
  for await (const chunk of await source.stream()) {
    const bytes = chunk as Buffer;
    for (let at = 0; at < bytes.length; at += 1) if (IS_BINARY[bytes[at] as number]) return false;
  }
  return true;
}

async function isWideText(stream: AsyncIterable<Buffer>, isLittle: boolean): Promise<boolean> {
  let odd: number | undefined;
  for await (const chunk of stream) {
    for (const byte of chunk) {
      if (odd === undefined) {
        odd = byte;
        continue;
      }
      const [high, low] = isLittle ? [byte, odd] : [odd, byte];
      if (high === 0 && IS_BINARY[low]) return false;
      odd = undefined;
    }
  }
  return true;
}
