import type { ByteSource } from './byte-source';

/** What a picture says of itself before anybody decodes it. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
  /** Pictures or pages that it holds. */
  readonly frames: number;
}

export interface ImageBounds {
  readonly pixels: number;
  readonly side: number;
  readonly frames: number;
}

export const IMAGE_BOUNDS: ImageBounds = { pixels: 100_000_000, side: 65_535, frames: 1_000 };

/** Steps that a header may take to read: chunks, segments, blocks. Files that take more are no pictures of anything. */
const MOST_STEPS = 1_000_000;
/** Tags of one page of a TIFF. */
const MOST_TAGS = 1_000;

type Reader = (source: ByteSource, most: number) => Promise<ImageSize | undefined>;

/**
 * Reads how large a picture is, and no further than that takes.
 * @returns undefined where the header makes no sense
 */
export async function imageSize(source: ByteSource, type: string, { frames }: ImageBounds = IMAGE_BOUNDS): Promise<ImageSize | undefined> {
  return READERS[type]?.(source, frames);
}

const png: Reader = async (source) => {
  const head = await source.at(16, 8);
  if (head.length < 8) return undefined;
  let frames = 1;
  for (let at = 8, step = 0; step < MOST_STEPS; step += 1) {
    const chunk = await source.at(at, 12);
    const name = chunk.toString('latin1', 4, 8);
    if (chunk.length < 12 || name === 'IDAT' || name === 'IEND') break;
    if (name === 'acTL') frames = chunk.readUInt32BE(8);
    at += 12 + chunk.readUInt32BE(0);
  }
  return { width: head.readUInt32BE(0), height: head.readUInt32BE(4), frames };
};

/** Start-of-frame segments; 0xC4, 0xC8 and 0xCC among them are something else. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

const jpeg: Reader = async (source) => {
  for (let at = 2, step = 0; step < MOST_STEPS; step += 1) {
    const segment = await source.at(at, 9);
    if (segment.length < 9 || segment[0] !== 0xff) return undefined;
    const marker = segment[1] as number;
    if (isFrame(marker)) return { width: segment.readUInt16BE(7), height: segment.readUInt16BE(5), frames: 1 };
    if (marker === 0xd9 || marker === 0xda) return undefined;
    at += marker === 0xff ? 1 : 2 + segment.readUInt16BE(2);
  }
  return undefined;
};

const colours = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** A GIF says nowhere how many pictures it has; they are counted, as far as anybody wants to know. */
const gif: Reader = async (source, most) => {
  const head = await source.at(6, 7);
  if (head.length < 7) return undefined;
  const skipBlocks = async (from: number) => {
    for (let at = from, step = 0; step < MOST_STEPS; step += 1) {
      const [length] = await source.at(at, 1);
      if (length === undefined) return source.size;
      at += 1 + length;
      if (length === 0) return at;
    }
    return source.size;
  };
  let [width, height] = [head.readUInt16LE(0), head.readUInt16LE(2)];
  let frames = 0;
  for (let at = 13 + colours(head[4] as number); frames <= most; ) {
    const block = await source.at(at, 10);
    if (block[0] === 0x21) at = await skipBlocks(at + 2);
    else if (block[0] === 0x2c && block.length === 10) {
      frames += 1;
      width = Math.max(width, block.readUInt16LE(1) + block.readUInt16LE(5));
      height = Math.max(height, block.readUInt16LE(3) + block.readUInt16LE(7));
      at = await skipBlocks(at + 11 + colours(block[9] as number));
    } else break;
  }
  return { width, height, frames };
};

const webp: Reader = async (source, most) => {
  let size: { width: number; height: number } | undefined;
  let frames = 0;
  for (let at = 12, step = 0; step < MOST_STEPS && frames <= most; step += 1) {
    const chunk = await source.at(at, 18);
    if (chunk.length < 8) break;
    const name = chunk.toString('latin1', 0, 4);
    if (name === 'VP8X' && chunk.length === 18) size = { width: 1 + chunk.readUIntLE(12, 3), height: 1 + chunk.readUIntLE(15, 3) };
    else if (name === 'VP8 ') size ??= await lossy(source, at);
    else if (name === 'VP8L' && chunk.length >= 13) size ??= lossless(chunk.readUInt32LE(9));
    if (name === 'ANMF') frames += 1;
    const length = chunk.readUInt32LE(4);
    at += 8 + length + (length % 2);
  }
  return size && { ...size, frames: Math.max(frames, 1) };
};

const lossy = async (source: ByteSource, at: number) => {
  const frame = await source.at(at + 14, 4);
  return frame.length === 4 ? { width: frame.readUInt16LE(0) & 0x3fff, height: frame.readUInt16LE(2) & 0x3fff } : undefined;
};

const lossless = (bits: number) => ({ width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) });

const bmp: Reader = async (source) => {
  const head = await source.at(14, 12);
  if (head.length < 12) return undefined;
  const isOld = head.readUInt32LE(0) === 12;
  const [width, height] = isOld ? [head.readUInt16LE(4), head.readUInt16LE(6)] : [head.readInt32LE(4), head.readInt32LE(8)];
  return { width: Math.abs(width), height: Math.abs(height), frames: 1 };
};

/** Pages are a list; one that comes back to itself never ends, and counts as too many. */
const tiff: Reader = async (source, most) => {
  const head = await source.at(0, 8);
  if (head.length < 8) return undefined;
  const isLittle = head.toString('latin1', 0, 2) === 'II';
  const u16 = (bytes: Buffer, at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (bytes: Buffer, at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  if (u16(head, 2) !== 42) return undefined; // files of more than 4 GB have another form, which nothing shows
  let [width, height, frames] = [0, 0, 0];
  for (let at = u32(head, 4); at !== 0 && frames <= most; frames += 1) {
    const count = await source.at(at, 2);
    if (count.length < 2 || u16(count, 0) > MOST_TAGS) return undefined;
    const tags = await source.at(at + 2, u16(count, 0) * 12 + 4);
    if (tags.length < u16(count, 0) * 12 + 4) return undefined;
    for (let tag = 0; tag < u16(count, 0) * 12; tag += 12) {
      const value = u16(tags, tag + 2) === 3 ? u16(tags, tag + 8) : u32(tags, tag + 8);
      if (u16(tags, tag) === 256) width = Math.max(width, value);
      if (u16(tags, tag) === 257) height = Math.max(height, value);
    }
    at = u32(tags, u16(count, 0) * 12);
  }
  return { width, height, frames };
};

/** HEIC and AVIF: the largest size that any picture inside says of itself. */
const heif: Reader = async (source) => {
  const found = { width: 0, height: 0, frames: 0 };
  const walk = async (from: number, until: number, depth: number): Promise<void> => {
    for (let at = from, step = 0; at + 8 <= until && step < 10_000; step += 1) {
      const box = await source.at(at, 20);
      if (box.length < 8) return;
      const length = box.readUInt32BE(0) || until - at;
      const name = box.toString('latin1', 4, 8);
      if (length < 8) return;
      const end = Math.min(at + length, until);
      if (name === 'ispe' && box.length === 20) {
        found.width = Math.max(found.width, box.readUInt32BE(12));
        found.height = Math.max(found.height, box.readUInt32BE(16));
      }
      if (name === 'infe') found.frames += 1;
      if (depth < 4 && ['meta', 'iinf'].includes(name)) await walk(at + (name === 'meta' ? 12 : 14), end, depth + 1);
      if (depth < 4 && ['iprp', 'ipco'].includes(name)) await walk(at + 8, end, depth + 1);
      at += length;
    }
  };
  await walk(0, source.size, 0);
  return found.width && found.height ? { ...found, frames: Math.max(found.frames, 1) } : undefined;
};

const READERS: Readonly<Record<string, Reader>> = {
  'image/png': png,
  'image/apng': png,
  'image/jpeg': jpeg,
  'image/gif': gif,
  'image/webp': webp,
  'image/bmp': bmp,
  'image/tiff': tiff,
  'image/heic': heif,
  'image/heif': heif,
  'image/heic-sequence': heif,
  'image/heif-sequence': heif,
  'image/avif': heif,
};
