import { Pool } from 'undici';

/** What asking for a while came to; times in milliseconds. */
export interface Throughput {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** Asks a gateway over so many connections. @param bodyOf the n-th request @throws Error for an answer with errors */
export async function throughputOf(
  url: string,
  authorization: string,
  { connections, seconds, bodyOf }: { readonly connections: number; readonly seconds: number; readonly bodyOf: (n: number) => string },
): Promise<Throughput> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections });
  const headers = { 'content-type': 'application/json', accept: 'application/json', authorization };
  const times: number[] = [];
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  let number = 0;
  const ask = async () => {
    while (performance.now() < end) {
      const from = performance.now();
      const { body } = await pool.request({ path: pathname, method: 'POST', headers, body: bodyOf(number++) });
      const text = await body.text();
      if (text.includes('"errors"')) throw new Error(`The gateway at ${url} answered ${text.slice(0, 300)}`);
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: connections }, ask)).finally(() => pool.close());
  const took = performance.now() - begin;
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] as number);
  return { perSecond: Math.round((times.length * 1_000) / took), p50: at(0.5), p99: at(0.99) };
}
