const { Pool } = require('undici');

/**
 * Asks over so many connections for so long, with as little work as it can: it shares a machine with what it measures.
 * @param bodyOf the n-th request's body
 * @param check is given the length of each answer in bytes, and how to read it as text
 * @returns what it took, in milliseconds
 */
async function load({ url, connections, seconds, bodyOf, check }) {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const end = performance.now() + seconds * 1_000;
  const times = [];
  let number = 0;
  const one = () =>
    new Promise((resolve, reject) => {
      const chunks = [];
      let length = 0;
      pool.dispatch(
        { path: pathname, method: 'POST', headers, body: bodyOf(number++) },
        {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData(_controller, chunk) {
            chunks.push(chunk);
            length += chunk.length;
          },
          onResponseEnd: () => resolve(check(length, () => Buffer.concat(chunks).toString())),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        const from = performance.now();
        await one();
        times.push(performance.now() - from);
      }
    }),
  );
  const took = performance.now() - begin;
  await pool.destroy();
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { rps: (times.length * 1_000) / took, p50: at(0.5), p99: at(0.99), requests: times.length };
}

module.exports = { load };
