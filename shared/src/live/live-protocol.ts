import { GraphQLError, GraphQLSchema, parse } from 'graphql';
import { makeServer } from 'graphql-ws';
import { IDENTITY_HEADER } from '../access/identity-header';
import { PlatError, unauthenticated } from '../errors/plat-error';
import type { RequestOrigin } from '../graphql/request-scope';
import type { LiveConnection } from './live-connection';
import type { LiveConnections } from './live-connections';
import { NotSubscribed } from './live-execution';
import type { LiveSocket } from './live-socket';

/** What belongs to a socket. */
export interface LiveClient {
  readonly socket: LiveSocket;
  readonly origin: RequestOrigin;
  /** The identity token of the upgrade, if it brought one. */
  readonly token: string | undefined;
  connection?: LiveConnection;
}

/** With which a socket is closed; the protocol's own codes come on top. */
export const CLOSE_CODES = { UNAUTHENTICATED: 4401, LIMIT: 4429, INTERNAL: 1011, STOPPING: 1001, TOO_MANY: 1013 } as const;

const tokenIn = (payload: Readonly<Record<string, unknown>> | undefined): string | undefined => {
  const token = payload?.[IDENTITY_HEADER];
  return typeof token === 'string' ? token : undefined;
};

/** Closes a socket for what ended its connection, or kept it from beginning. */
function refuse(socket: LiveSocket, error: unknown): void {
  if (error instanceof PlatError && (error.code === 'UNAUTHENTICATED' || error.code === 'LIMIT'))
    socket.close(CLOSE_CODES[error.code], error.message);
  else socket.close(CLOSE_CODES.INTERNAL, 'Something went wrong on our side.');
}

const faultsOf = (error: unknown): readonly GraphQLError[] => {
  if (error instanceof NotSubscribed) return error.faults;
  return [error instanceof GraphQLError ? error : new GraphQLError('failed', { originalError: error as Error })];
};

/** The library asks for an operation, and is handed what {@link LiveConnection} makes of the real one. */
const FORM = { schema: new GraphQLSchema({}), document: parse('subscription { news }'), contextValue: undefined };

/**
 * graphql-transport-ws over live connections: `connection_init` brings the identity token, unless the upgrade did, and a
 * `ping` with another one renews it.
 */
export const liveProtocol = (live: LiveConnections) =>
  makeServer<Record<string, unknown>, LiveClient>({
    connectionInitWaitTimeout: live.bounds.initMs,
    onConnect: async ({ connectionParams, extra }) => {
      try {
        const connection = await live.connect(tokenIn(connectionParams) ?? extra.token, extra.origin);
        extra.connection = connection;
        void connection.over.then((reason) => reason && refuse(extra.socket, reason));
        if (!extra.socket.isOpen) connection.close();
      } catch (error) {
        refuse(extra.socket, error);
      }
      return { renewWithinSeconds: live.bounds.leaseMs / 1_000 };
    },
    onPing: async ({ extra }, payload) => {
      const token = tokenIn(payload);
      // What is not taken has closed the socket.
      if (token) await extra.connection?.renew(token).catch(() => undefined);
    },
    onSubscribe: async ({ extra }, _id, payload) => {
      try {
        if (!extra.connection) throw unauthenticated();
        return { ...FORM, rootValue: await extra.connection.subscribe(payload) };
      } catch (error) {
        return faultsOf(error);
      }
    },
    subscribe: ({ rootValue }) => rootValue as never,
    onNext: (_client, _id, _payload, _operation, answer) => answer as never,
    onError: ({ extra }, _id, _payload, errors) => errors.flatMap((error) => extra.connection?.format(error) ?? []),
    onClose: ({ extra }) => extra.connection?.close(),
  });
