import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { translateDatabaseError } from '../errors/database-error';
import { ERROR_CODES } from '../errors/error-codes';
import { PlatError } from '../errors/plat-error';
import { refuse } from './refusal';
import type { RequestOrigin } from './request-scope';
import type { Subgraph } from './subgraph';

/** Where routes are registered; a body that is sent to one is not read before the route does: `request.raw`. */
export type RouteServer = FastifyInstance;
export type RouteRequest = FastifyRequest;
export type RouteReply = FastifyReply;

/** Registers paths of a service that are no GraphQL. */
export type AddRoutes = (server: RouteServer, subgraph: Subgraph) => void;

/**
 * Paths that are open to requests without an identity token, because each of them proves itself: by a signed address, or
 * a secret in it. Bodies are streams without a bound but the route's own, and may take as long as bytes go on to come.
 */
export interface Routes {
  readonly add: readonly AddRoutes[];
  /** Origins of pages whose scripts may call them, `https://dashboard.example.com`; none unless given. */
  readonly origins?: readonly string[];
  /** Proxies in front of the service, whose word on a client's address counts. */
  readonly trustedProxies?: readonly string[];
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether it proves itself, so that nobody asks it for an identity token. */
    provesItself?: boolean;
  }
}

/** How long a connection may be silent while a body is under way, in either direction. */
const SILENCE_MS = 60_000;
/** How long the body of any other request may take; Node's own bound holds for all requests of a server or for none. */
const REQUEST_MS = 30_000;
const PREFLIGHT_COUNTS_S = 600;
const LONGEST_AGENT = 1_000;

/** What clients of other origins may read of an answer. */
const EXPOSED = ['Accept-Ranges', 'Content-Disposition', 'Content-Length', 'Content-Range', 'ETag', 'Retry-After'];
const TAKEN = ['Content-Type', 'If-None-Match', 'If-Range', 'Range'];

/** Where a request to a route comes from: nobody in between says so but proxies that the operator names. */
export const routeOrigin = (request: RouteRequest): RequestOrigin => ({
  requestId: request.id,
  address: request.ip,
  userAgent: request.headers['user-agent']?.slice(0, LONGEST_AGENT),
});

/** The id of a request, by which the log is asked; a client has no say in it. */
export const newRequestId = (): string => randomUUID();

/** Ends requests whose body does not come in time, as Node would if none could take longer. @param ms how long it may take */
export function boundBody({ raw }: Pick<FastifyRequest, 'raw'>, ms = REQUEST_MS): void {
  if (raw.complete || raw.headers.upgrade) return;
  const timer = setTimeout(() => !raw.complete && raw.destroy(), ms).unref();
  raw.once('close', () => clearTimeout(timer));
}

/** Serves a service's routes; in here bodies stay streams, and a failure is answered as everywhere. */
export const routeServer =
  (subgraph: Subgraph, { add, origins = [] }: Routes): FastifyPluginCallback =>
  (server, _options, done) => {
    server.addHook('onRoute', (route) => {
      route.config = { ...route.config, provesItself: true };
    });
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', (_request, _body, parsed) => parsed(null));
    server.addHook('onRequest', async ({ raw }) => {
      raw.setTimeout(SILENCE_MS, () => raw.destroy());
    });
    server.setErrorHandler((error, request, reply) => {
      const known = translateDatabaseError(error);
      const isOurs = known instanceof PlatError;
      // Of a body, that it is too large is said by HTTP's own number.
      const status = isOurs ? statusOf(known) : ((error as { statusCode?: number }).statusCode ?? 500);
      if (status >= 500) request.log.error({ requestId: request.id, err: error }, 'a request failed');
      // Whoever goes on sending what is refused is not listened to.
      if (!request.raw.complete) reply.header('connection', 'close');
      return refuse(reply, status, request.id, isOurs ? known : undefined);
    });
    if (origins.length > 0)
      server.register(cors, {
        origin: [...origins],
        methods: ['GET', 'HEAD', 'PUT', 'POST'],
        allowedHeaders: TAKEN,
        exposedHeaders: EXPOSED,
        maxAge: PREFLIGHT_COUNTS_S,
      });
    server.register((routes, _, added) => {
      for (const one of add) one(routes, subgraph);
      added();
    });
    done();
  };

const statusOf = ({ code }: PlatError): number => (code === 'LIMIT' ? 413 : ERROR_CODES[code].status);
