import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { Graph } from './src/engine/graph';
import { SupergraphPlanner } from './src/engine/supergraph/planner';

const planner = SupergraphPlanner.build(readFileSync('../bench/gateway/supergraph.graphql', 'utf8'));
const graph = new Graph({ facts: planner.facts, plan: async (text) => planner.plan(text) });
const pools = new Map(planner.facts.subgraphs.map(({ name, url }) => [name, { pool: new Pool(new URL(url).origin, { connections: 32, pipelining: 1 }), path: new URL(url).pathname }]));
let calls = 0;
const HEADERS = { 'content-type': 'application/json' };
import v8 from 'node:v8'; v8.setFlagsFromString('--max-semi-space-size=' + (process.env.SEMI ?? '32'));
const transport = {
  async ask({ service, body }: { service: string; body: string }) {
    calls++;
    const { pool, path } = pools.get(service)!;
    return new Promise<never>((resolve, reject) => {
      const chunks: Buffer[] = [];
      pool.dispatch(
        { path, method: 'POST', headers: HEADERS, body },
        {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData(_: unknown, chunk: Buffer) { chunks.push(chunk); },
          onResponseEnd() {
            resolve(JSON.parse((chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).latin1Slice()) as never);
          },
          onResponseError(_: unknown, e: Error) { reject(e); },
        } as never,
      );
    });
  },
};
const signal = new AbortController().signal;
const format = (e: unknown) => e as object;
createServer((req, res) => {
  if (req.method === 'GET') { const u = process.cpuUsage(); return res.end(JSON.stringify({ cpu: u.user + u.system, rss: process.memoryUsage.rss() })); }
  const chunks: Buffer[] = [];
  req.on('data', (c: Buffer) => chunks.push(c));
  req.on('end', async () => {
    const { body } = await graph.answer(JSON.parse(Buffer.concat(chunks).toString()), { transport: transport as never, signal, format });
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(body);
  });
}).listen(4300, '127.0.0.1', () => console.log('gw up'));
void calls;
process.on('SIGTERM', () => process.exit());
