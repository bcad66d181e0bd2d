import { randomUUID } from 'node:crypto';
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { z } from 'zod';
import { IDENTITY_HEADER } from '../access/identity-token';
import { PlatError } from '../errors/plat-error';
import type { RequestOrigin } from './request-scope';
import type { Subgraph } from './subgraph';

/** Headers by which the gateway passes on where a request came from. */
export const ORIGIN_HEADERS = { requestId: 'x-request-id', address: 'x-plat-client-address', userAgent: 'x-plat-client-agent' } as const;

const BODY_LIMIT = 4 * 1024 * 1024;

const graphqlBody = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

const header = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
};

const originOf = (request: FastifyRequest): RequestOrigin => ({
  requestId: header(request, ORIGIN_HEADERS.requestId) ?? randomUUID(),
  address: header(request, ORIGIN_HEADERS.address),
  userAgent: header(request, ORIGIN_HEADERS.userAgent),
});

/**
 * Puts a service on the network. Every path but `/healthz`, `/readyz` and those in `publicPaths` asks for an identity
 * token before a byte of the body is read.
 */
export function subgraphServer(subgraph: Subgraph, publicPaths: Readonly<Record<string, () => Promise<object>>> = {}): FastifyInstance {
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: 30_000,
    loggerInstance: subgraph.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
  });
  const open = new Set(['/healthz', '/readyz', ...Object.keys(publicPaths)]);

  server.removeContentTypeParser('text/plain');
  server.addHook('onRequest', async (request) => {
    if (!open.has(request.url)) await subgraph.authenticate(header(request, IDENTITY_HEADER));
  });
  server.setErrorHandler((error, request, reply) => {
    const { requestId } = originOf(request);
    if (error instanceof PlatError && error.code === 'UNAUTHENTICATED') {
      return reply.code(401).send({ errors: [{ message: error.message, extensions: { code: error.code, requestId } }] });
    }
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status >= 500) request.log.error({ requestId, err: error }, 'a request failed');
    const code = status >= 500 ? 'INTERNAL' : status === 413 ? 'LIMIT' : 'BAD_USER_INPUT';
    return reply.code(status).send({
      errors: [
        { message: status >= 500 ? 'Something went wrong on our side.' : 'This is no GraphQL request.', extensions: { code, requestId } },
      ],
    });
  });

  server.get('/healthz', async () => ({ status: 'up' }));
  server.get('/readyz', async (_, reply) =>
    (await subgraph.isReady()) ? { status: 'ready' } : reply.code(503).send({ status: 'database' }),
  );
  for (const [path, answer] of Object.entries(publicPaths)) server.get(path, answer);
  server.post('/graphql', async (request, reply) => {
    const body = graphqlBody.safeParse(request.body);
    if (!body.success)
      return reply.code(400).send({ errors: [{ message: 'Send { "query": … } as JSON.', extensions: { code: 'BAD_USER_INPUT' } }] });
    return subgraph.answer(body.data, header(request, IDENTITY_HEADER), originOf(request));
  });
  return server;
}
