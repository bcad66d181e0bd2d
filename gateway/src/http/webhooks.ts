import { unavailable } from '@plat/shared/errors/plat-error';
import { RAW_BODY_LIMIT } from '@plat/shared/graphql/raw-paths';
import { ORIGIN_HEADERS } from '@plat/shared/graphql/subgraph-server';
import type { FastifyPluginCallback } from 'fastify';
import { Pool } from 'undici';

const TIMEOUT_MS = 10_000;
const RETRY_SECONDS = '30';
const MAX_ANSWER_BYTES = 64 * 1024;
const PATH = '/webhooks/stripe';
/** What crm needs to verify the signature, and nothing else of what a stranger may send. */
const PASSED_ON = ['content-type', 'stripe-signature'] as const;

/**
 * Takes webhooks to crm, byte by byte: it alone has the secret that says whether they are genuine. Where crm does not
 * answer, the sender is asked to try again, as it does. @param crm `http://host:port`
 */
export const webhooks =
  (crm: string): FastifyPluginCallback =>
  (server, _options, done) => {
    const pool = new Pool(crm, {
      connections: 4,
      connect: { timeout: 2_000 },
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
    server.addHook('onClose', () => pool.close());
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));

    const forward = async (headers: Record<string, string>, body: Buffer) => {
      const answer = await pool.request({ path: PATH, method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
      const text = await answer.body.text();
      if (answer.statusCode >= 500) throw new Error('no answer');
      return { status: answer.statusCode, text };
    };

    server.post(PATH, { bodyLimit: RAW_BODY_LIMIT }, async (request, reply) => {
      const headers: Record<string, string> = { [ORIGIN_HEADERS.requestId]: request.id, [ORIGIN_HEADERS.address]: request.ip };
      for (const name of PASSED_ON) {
        const value = request.headers[name];
        if (typeof value === 'string') headers[name] = value;
      }
      const { status, text } = await forward(headers, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)).catch(() => {
        reply.header('retry-after', RETRY_SECONDS);
        throw unavailable('The crm service does not answer right now; try again.');
      });
      return reply.code(status).type('application/json; charset=utf-8').send(text);
    });
    done();
  };
