import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Revocations } from '@plat/shared/access/revocations';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Bearers, bearerOf, tokenOf } from '../access/bearer';
import type { Engine } from '../execution/engine';
import type { ClientAddress } from './client-address';
import { leavingOf } from './client-connection';
import { HttpRefusal, readQuestion, type UnderstoodQuestion, writeAnswer, writeRefusal } from './graphql-protocol';
import { idempotencyKeyOf } from './idempotency-key';
import { takeSockets } from './live/live-sockets';
import { sendParts, sendStream } from './live/live-stream';
import { type GuestParts, ViewerGuest } from './live/viewer-guest';

/** What GraphQL is served by. */
export interface GraphQLParts {
  readonly engine: Engine;
  readonly bearers: Bearers;
  readonly revocations: Pick<Revocations, 'assertHolds' | 'listen'>;
  /** Where a WebSocket comes from. */
  readonly addressOf: ClientAddress;
  /** How long a client may take nothing of an answer, in milliseconds. */
  readonly patienceMs: number;
}

const HEADERS = { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' };

/**
 * Queries and mutations by POST, queries by GET, subscriptions by either as a stream or over a WebSocket, all at `/graphql`.
 * Whoever has a stream or a socket stays as long as the token holds that it came with, or that a ping brought since.
 */
export function addGraphQL(server: FastifyInstance, { engine, bearers, revocations, addressOf, patienceMs }: GraphQLParts): void {
  const guests: GuestParts = { engine, revocations, prove: (token) => bearers.prove(token) };
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers({ ...HEADERS, 'x-request-id': request.id });
    const viewer = await bearers.viewerOf(request.raw);
    revocations.assertHolds(viewer); // each time: a token that was verified before may have been taken back since
    let question: UnderstoodQuestion;
    try {
      const { method, url, headers, body } = request;
      question = readQuestion({ method, url, headers, body });
    } catch (error) {
      if (!(error instanceof HttpRefusal)) throw error;
      const { status, headers, body } = writeRefusal(error, request.id);
      return reply.code(status).headers(headers).send(body);
    }
    const { request: operation, isReadOnly, stream, mayDefer } = question;
    if (stream && (await engine.isSubscription(operation))) {
      const origin = originOf(request.raw, request.id, request.ip);
      const guest = new ViewerGuest(guests, await bearers.prove(bearerOf(request.raw)), origin);
      reply.hijack();
      const begin = async () => {
        const answers = await guest.subscribe(operation);
        guest.onEnd((reason) => answers.end(reason));
        return answers;
      };
      const headers = { ...HEADERS, 'x-request-id': request.id };
      await sendStream(reply.raw, stream, begin, guest.format, headers, patienceMs).finally(() => guest.leave());
      return reply;
    }
    const client = leavingOf(reply.raw);
    const origin = { ...originOf(request.raw, request.id, request.ip), idempotencyKey: idempotencyKeyOf(request) };
    const result = await engine.answer(operation, { viewer, client, isReadOnly, mayDefer, origin });
    if (result.rest) {
      reply.hijack();
      await sendParts(reply.raw, { body: result.body, rest: result.rest }, { ...HEADERS, 'x-request-id': request.id }, patienceMs);
      return reply;
    }
    const answered = writeAnswer(result, question);
    return reply.code(answered.status).headers(answered.headers).send(answered.body);
  };
  server.post('/graphql', answer);
  server.get('/graphql', { exposeHeadRoute: false }, answer);

  const closeSockets = takeSockets(server.server, {
    origins: [],
    failed: (err) => server.log.debug({ err }, 'a live connection was refused or failed'),
    welcome: async (brought, request) => {
      const token = brought?.authorization === undefined ? bearerOf(request) : tokenOf(brought.authorization);
      return new ViewerGuest(guests, await bearers.prove(token), originOf(request, randomUUID(), addressOf(request)));
    },
  });
  server.addHook('preClose', async () => {
    engine.endStreams();
    await closeSockets();
  });
}

const originOf = ({ headers }: IncomingMessage, requestId: string, address: string | undefined): RequestOrigin => ({
  requestId,
  address,
  userAgent: headers['user-agent'],
});
