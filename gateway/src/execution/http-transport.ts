import { IDENTITY_HEADER } from '@plat/shared/access/identity-token';
import { unavailable } from '@plat/shared/errors/plat-error';
import type { GraphQLAnswer } from '@plat/shared/graphql/execute';
import { ORIGIN_HEADERS } from '@plat/shared/graphql/subgraph-server';
import type { Dispatcher } from 'undici';
import { Pool } from 'undici';
import type { Transport } from './transport';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** A service over HTTP/1.1 with kept connections. @param base `http://host:port` */
export function httpTransport(name: string, base: string): Transport {
  const pool = new Pool(base, { connections: 32, connect: { timeout: 2_000 }, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  return {
    async send(request, token, { requestId, address, userAgent }) {
      const headers = {
        'content-type': 'application/json',
        [IDENTITY_HEADER]: token,
        [ORIGIN_HEADERS.requestId]: requestId,
        ...(address && { [ORIGIN_HEADERS.address]: address }),
        ...(userAgent && { [ORIGIN_HEADERS.userAgent]: userAgent }),
      };
      try {
        const response = await pool.request({
          path: '/graphql',
          method: 'POST',
          headers,
          body: JSON.stringify(request),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        return await readAnswer(response);
      } catch {
        throw unavailable(`The ${name} service does not answer right now; try again.`);
      }
    },
    close: () => pool.close(),
  };
}

/** The body is counted while it streams: an endless one must not fill the memory first. */
async function readAnswer({ statusCode, body }: Dispatcher.ResponseData): Promise<GraphQLAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error('too large');
    chunks.push(chunk);
  }
  const answer = JSON.parse(Buffer.concat(chunks).toString()) as GraphQLAnswer;
  if (statusCode !== 200 || typeof answer !== 'object' || answer === null || !('data' in answer || 'errors' in answer))
    throw new Error('no answer');
  return answer;
}
