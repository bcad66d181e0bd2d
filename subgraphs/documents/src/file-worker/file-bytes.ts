import type { Readable } from 'node:stream';

/** All bytes of a file that is known to be small. @throws Error when it is larger than it was said to be */
export async function allBytes(stream: Readable, size: number, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let length = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      bytes.set(chunk, length); // throws beyond the end
      length += chunk.byteLength;
    }
  } finally {
    stream.destroy();
  }
  if (length < size) throw new Error(`A file of ${size} bytes ended after ${length}.`);
  return bytes;
}
