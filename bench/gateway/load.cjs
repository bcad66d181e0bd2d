const { request } = require('node:http');
const { Agent } = require('node:http');

/** Asks over so many connections for so long. @param bodyOf the n-th request's body @returns what it took, in milliseconds */
async function load({ url, connections, seconds, bodyOf, check }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const end = performance.now() + seconds * 1_000;
  const times = [];
  let number = 0;
  const one = (body) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', accept: 'application/json', 'content-length': Buffer.byteLength(body) };
      const asked = request(url, { method: 'POST', agent, headers }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks)));
        response.on('error', reject);
      });
      asked.on('error', reject);
      asked.end(body);
    });
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        const from = performance.now();
        const answer = await one(bodyOf(number++));
        times.push(performance.now() - from);
        check(answer);
      }
    }),
  );
  const took = performance.now() - begin;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { rps: (times.length * 1_000) / took, p50: at(0.5), p99: at(0.99), requests: times.length };
}

module.exports = { load };
