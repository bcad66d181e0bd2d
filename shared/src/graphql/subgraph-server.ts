import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { z } from 'zod';
import { IDENTITY_HEADER } from '../access/identity-header';
import { ERROR_CODES } from '../errors/error-codes';
import { PlatError, unauthenticated } from '../errors/plat-error';
import { addLiveRoute, mayProveLater, takeSockets } from '../live/live-route';
import { closesAtOnce } from './closing';
import { type Caller, type InternalPath, mayCall } from './internal-path';
import { type RawPaths, rawServer } from './raw-paths';
import { refuse } from './refusal';
import type { RequestOrigin } from './request-scope';
import { boundBody, newRequestId, routeServer } from './routes';
import type { Subgraph } from './subgraph';

/** Headers by which the gateway passes on where a request came from. */
export const ORIGIN_HEADERS = {
  requestId: 'x-request-id',
  address: 'x-plat-client-address',
  userAgent: 'x-plat-client-agent',
  idempotencyKey: 'x-plat-idempotency-key',
} as const;

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

const originFrom = (header: (name: string) => string | undefined): RequestOrigin => ({
  requestId: header(ORIGIN_HEADERS.requestId) ?? randomUUID(),
  address: header(ORIGIN_HEADERS.address),
  userAgent: header(ORIGIN_HEADERS.userAgent),
  idempotencyKey: header(ORIGIN_HEADERS.idempotencyKey),
});

const originOf = (request: FastifyRequest): RequestOrigin => originFrom((name) => header(request, name));

/**
 * Puts a service on the network. Every path but `/healthz`, `/readyz`, the service's routes and those in `publicPaths` and
 * `rawPaths` asks for an identity token before a byte of the body is read; those below `/internal/` also for an issuer who may call them.
 */
export function subgraphServer(
  subgraph: Subgraph,
  publicPaths: Readonly<Record<string, () => Promise<object>>> = {},
  rawPaths: RawPaths = {},
): FastifyInstance {
  const { routes } = subgraph;
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: routes ? 0 : 30_000,
    trustProxy: routes?.trustedProxies?.length ? [...routes.trustedProxies] : false,
    genReqId: newRequestId,
    loggerInstance: subgraph.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (_error, request, reply) => refuse(reply, 400, originOf(request).requestId),
  });
  const open = new Set(['/healthz', '/readyz', ...Object.keys(publicPaths), ...Object.keys(rawPaths)]);

  if (subgraph.live) takeSockets(server, subgraph.live);
  server.removeContentTypeParser('text/plain');
  server.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.provesItself) return;
    if (routes) boundBody(request);
    if (open.has(request.url) || mayProveLater(request)) return;
    const { issuer } = await subgraph.authenticate(header(request, IDENTITY_HEADER));
    const internal = request.url.startsWith('/internal/') || request.routeOptions.url?.startsWith('/internal/');
    const { callers } = subgraph.internal[request.routeOptions.url as keyof typeof subgraph.internal] ?? { callers: 'services' };
    if (internal && !mayCall(callers, issuer)) throw unauthenticated('This service answers to the gateway only.');
  });
  server.setErrorHandler((error, request, reply) => {
    const isOurs = error instanceof PlatError;
    const status = isOurs ? ERROR_CODES[error.code].status : ((error as { statusCode?: number }).statusCode ?? 500);
    if (status >= 500) request.log.error({ requestId: originOf(request).requestId, err: error }, 'a request failed');
    return refuse(reply, status, originOf(request).requestId, isOurs ? error : undefined);
  });
  server.setNotFoundHandler((request, reply) => refuse(reply, 404, originOf(request).requestId));

  server.get('/healthz', async () => ({ status: 'up' }));
  server.get('/readyz', async (_, reply) =>
    (await subgraph.isReady()) ? { status: 'ready' } : reply.code(503).send({ status: 'database' }),
  );
  for (const [path, answer] of Object.entries(publicPaths)) server.get(path, answer);
  server.register(rawServer(subgraph, rawPaths, originFrom));
  if (routes) server.register(routeServer(subgraph, routes));
  server.post('/graphql', async (request, reply) => {
    const body = graphqlBody.safeParse(request.body);
    if (!body.success)
      return reply.code(400).send({ errors: [{ message: 'Send { "query": … } as JSON.', extensions: { code: 'BAD_USER_INPUT' } }] });
    return subgraph.answer(body.data, header(request, IDENTITY_HEADER), originOf(request));
  });
  if (subgraph.live) addLiveRoute(server, subgraph.live, originOf);
  addInternalPaths(server, subgraph);
  return server;
}

function addInternalPaths(server: FastifyInstance, subgraph: Subgraph): void {
  const closing = closesAtOnce(server.server, { takesSockets: subgraph.live !== undefined });
  server.addHook('preClose', async () => closing.begin());
  for (const [url, path] of Object.entries(subgraph.internal)) {
    const { method, schema, answer }: InternalPath = path;
    server.route({
      url,
      method,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const input = schema.safeParse(method === 'GET' ? request.query : request.body);
        if (!input.success) return refuse(reply, 400, originOf(request).requestId);
        const { issuer, viewer } = await subgraph.authenticate(header(request, IDENTITY_HEADER));
        const answered = await answer(input.data, subgraph.internalCall(issuer as Caller, viewer, originOf(request)));
        if (!(answered instanceof Readable)) return answered;
        closing.endsWith(answered);
        return reply.headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).send(answered);
      },
    });
  }
}
