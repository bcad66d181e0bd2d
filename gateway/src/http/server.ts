import { randomUUID } from 'node:crypto';
import { AccessTokenVerifier, type KeySource } from '@plat/shared/access/access-token';
import type { Revocations } from '@plat/shared/access/revocations';
import { ERROR_CODES } from '@plat/shared/errors/error-codes';
import { PlatError, unavailable } from '@plat/shared/errors/plat-error';
import { closesAtOnce } from '@plat/shared/graphql/closing';
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, LogController } from 'fastify';
import type { JWK } from 'jose';
import type { Logger } from 'pino';
import { Bearers, bearerOf } from '../access/bearer';
import type { PartnerTokens } from '../access/partner-tokens';
import type { Engine } from '../execution/engine';
import { type DemoUser, playground } from '../playground/playground';
import { clientAddress } from './client-address';
import { inTurn, limitTaking, PATIENCE_MS } from './client-connection';
import { addGraphQL } from './graphql-routes';
import { webhooks } from './webhooks';

const BODY_LIMIT = 100 * 1024;

/** What the gateway's server is made of. */
export interface ServerParts {
  readonly engine: Engine;
  readonly log: Logger;
  readonly trustedKeys: readonly JWK[];
  readonly fetchKeys: KeySource;
  readonly partnerTokens: PartnerTokens;
  readonly revocations: Pick<Revocations, 'assertHolds' | 'listen'>;
  /** Base URL of crm, which webhooks are taken to. */
  readonly crm: string;
  /** Folder of the built playground; without one there is no page. */
  readonly playgroundDirectory?: string;
  readonly demoUsers: readonly DemoUser[];
  /** Whose `X-Forwarded-For` says where a request comes from. */
  readonly trustedProxies?: readonly string[];
  /** How long a client may take nothing of an answer, in milliseconds. */
  readonly patienceMs?: number;
}

/**
 * GraphQL at `/graphql`, the playground at `/`, the public keys of access tokens at `/.well-known/jwks.json`, what a
 * partner's access token is, to whoever sends it, at `/access-token`, and webhooks below `/webhooks/`.
 */
export async function gatewayServer({
  engine,
  log,
  trustedKeys,
  fetchKeys,
  partnerTokens,
  revocations,
  crm,
  playgroundDirectory,
  demoUsers,
  trustedProxies = [],
  patienceMs = PATIENCE_MS,
}: ServerParts): Promise<FastifyInstance> {
  const verifier = new AccessTokenVerifier(trustedKeys, fetchKeys);
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    trustProxy: trustedProxies.length ? [...trustedProxies] : false,
    requestTimeout: 30_000,
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    frameworkErrors: (_error, request, reply) => refuse(reply, 400, request.id),
  });

  const closing = closesAtOnce(server.server, { takesSockets: true });
  server.addHook('preClose', async () => closing.begin());
  server.addHook('onRequest', (_request, reply, done) => inTurn(reply.raw, done));
  server.addHook('onSend', (_request, reply, _payload, done) => {
    limitTaking(reply.raw, patienceMs, 'finish');
    done();
  });
  server.removeContentTypeParser('text/plain'); // a page of another origin may send it without asking first
  server.setErrorHandler((error, request, reply) => {
    const status = error instanceof PlatError ? ERROR_CODES[error.code].status : ((error as { statusCode?: number }).statusCode ?? 500);
    if (status >= 500) request.log.error({ requestId: request.id, err: error }, 'a request failed');
    return refuse(reply, status, request.id, error as Error, request.routeOptions.bodyLimit);
  });
  server.setNotFoundHandler((request, reply) => refuse(reply, 404, request.id));

  server.get('/healthz', async () => ({ status: 'up' }));
  server.get('/.well-known/jwks.json', async () => {
    const keys = await fetchKeys().catch(() => {
      throw unavailable('The keys cannot be had right now; try again.');
    });
    return { keys };
  });
  server.get('/access-token', async (request, reply) => {
    reply.headers({ 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' });
    return partnerTokens.describe(bearerOf(request.raw) ?? '');
  });
  const bearers = new Bearers(verifier, partnerTokens);
  addGraphQL(server, { engine, bearers, revocations, addressOf: clientAddress(trustedProxies), patienceMs });
  await server.register(webhooks(crm));
  if (playgroundDirectory) await server.register(playground({ directory: playgroundDirectory, demoUsers, graphqlPath: '/graphql' }));
  return server;
}

/** Answers a request that failed as a whole, in the form of GraphQL's errors. */
function refuse(reply: FastifyReply, status: number, requestId: string, error?: Error, limit = BODY_LIMIT): FastifyReply {
  const { code, message } = errorOf(status, error, limit);
  return reply.code(status).send({ errors: [{ message, extensions: { code, requestId } }] });
}

function errorOf(status: number, error: Error | undefined, limit: number): { code: string; message: string } {
  if (error instanceof PlatError) return { code: error.code, message: error.message };
  if (status === 413) return { code: 'LIMIT', message: `A request takes at most ${limit / 1024} KB.` };
  if (status === 404) return { code: 'NOT_FOUND', message: 'There is nothing here; GraphQL is at /graphql.' };
  if (status === 415) return { code: 'BAD_USER_INPUT', message: 'Send JSON, with content-type application/json.' };
  if (status < 500) return { code: 'BAD_USER_INPUT', message: 'The request is not valid JSON over HTTP.' };
  return { code: 'INTERNAL', message: 'Something went wrong on our side; the request id helps us find it.' };
}
