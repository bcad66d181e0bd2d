import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const CHUNK = 256 * 1024;
/** As a film begins: nobody reads it as a text, or as a picture. */
const HEAD = Buffer.from('000000206674797069736f6d0000020069736f6d69736f32617663316d703431', 'hex');

/** A film of so many bytes that nobody has seen before, chunk by chunk. */
export function film(size: number): Readable {
  const [first, rest] = [Buffer.concat([HEAD, randomBytes(CHUNK - HEAD.length)]), randomBytes(CHUNK)];
  let sent = 0;
  return new Readable({
    highWaterMark: CHUNK,
    read() {
      if (sent === size) return void this.push(null);
      const chunk = (sent === 0 ? first : rest).subarray(0, size - sent);
      sent += chunk.length;
      this.push(chunk);
    },
  });
}

/** Sends a body. @throws Error unless it is taken */
export const send = (url: string, body: Readable, size: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method: 'PUT', headers: { 'content-length': size } }, (answer) => {
      answer.resume();
      answer.on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`The upload was answered ${answer.statusCode}.`))));
    });
    pipeline(body, sent).catch(reject);
  });

/** Receives a body, and lets it go. @returns how many bytes it had @throws Error unless there is one */
export const receive = (url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    request(url, (answer) => {
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
      });
      answer.on('error', reject);
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve(size) : reject(new Error(`The download was answered ${answer.statusCode}.`)),
      );
    })
      .on('error', reject)
      .end();
  });
