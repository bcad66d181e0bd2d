import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { buildSubgraph } from '@apollo/federation-internals';
import { execute, type GraphQLFieldResolver, parse, subscribe } from 'graphql';
import type { GenericConfig } from '../../../src/generic/config';
import { type RunningGenericGateway, startGenericGateway } from '../../../src/generic/generic-gateway';
import { sendEvents, takeSubscribers } from './live-subgraph';
import { supergraph } from './supergraph';

/** Answers the fields of a subgraph; what it does not have is null. */
export type Resolvers = Readonly<Record<string, (source: unknown, args: Readonly<Record<string, unknown>>) => unknown>>;

/** Subgraphs that listen, and a gateway in front of them. */
export interface Served {
  readonly gateway: RunningGenericGateway;
  /** Bodies of the requests that each subgraph got. */
  readonly asked: string[];
  /** The file that the gateway reads its supergraph from. */
  readonly file: string;
  /** The supergraph of other subgraphs at the same addresses. */
  compose(subgraphs: Readonly<Record<string, string>>): string;
  /** Cuts all connections of a subgraph, which goes on to listen. */
  breakConnections(name: string): void;
  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  stop(): Promise<void>;
}

/** How gateways of tests are set. */
export const CONFIG: Omit<GenericConfig, 'supergraph'> = {
  host: '127.0.0.1',
  port: 0,
  forward: ['authorization'],
  origins: ['https://app.example.com'],
  reloadMs: 0,
  timeoutMs: 30_000, // a machine that pauses for seconds has not shown that a subgraph hangs
  subscriptions: 'ws',
  bodyLimit: 100 * 1024,
  showErrors: false,
  logLevel: 'silent',
};

/** @param resolvers by `Type.field`; `Type` alone finds an entity by its representation */
export async function serve(
  subgraphs: Readonly<Record<string, string>>,
  resolvers: Resolvers,
  config: Partial<GenericConfig> = {},
  patienceMs?: number,
): Promise<Served> {
  const asked: string[] = [];
  const servers = new Map<string, Server>();
  const sockets = new Map<string, Set<Socket>>();
  for (const [name, sdl] of Object.entries(supergraph('served', subgraphs).subgraphs)) {
    const server = await listen(name, sdl, resolvers, asked);
    servers.set(name, server);
    const open = new Set<Socket>();
    sockets.set(name, open);
    server.on('connection', (socket) => {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    });
  }
  const urlOf = (name: string) => `http://127.0.0.1:${portOf(servers.get(name))}/graphql`;
  const compose: Served['compose'] = (given) => {
    const { errors, supergraphSdl } = composeServices(
      Object.entries(supergraph('served', given).subgraphs).map(([name, sdl]) => ({ name, url: urlOf(name), typeDefs: parse(sdl) })),
    );
    if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
    return supergraphSdl;
  };
  const folder = await mkdtemp(join(tmpdir(), 'plat-served-'));
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, compose(subgraphs));
  const gateway = await startGenericGateway({ ...CONFIG, ...config, supergraph: file }, patienceMs);
  return {
    gateway,
    asked,
    file,
    compose,
    breakConnections: (name) => {
      for (const socket of sockets.get(name) ?? []) socket.destroy();
    },
    post: (body, headers = {}) =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    stop: async () => {
      await gateway.stop();
      for (const [name, server] of servers) {
        const closed = new Promise((resolve) => server.close(resolve));
        for (const socket of sockets.get(name) ?? []) socket.destroy();
        await closed;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const portOf = (server: Server | undefined): number => (server?.address() as AddressInfo | undefined)?.port ?? 0;

async function listen(name: string, sdl: string, resolvers: Resolvers, asked: string[]): Promise<Server> {
  const schema = buildSubgraph(name, `http://${name}`, sdl).schema.toGraphQLJSSchema();
  const fieldResolver: GraphQLFieldResolver<Record<string, unknown> | undefined, unknown> = (source, args, _context, info) => {
    const { parentType, fieldName } = info;
    if (fieldName === '_entities')
      return (args.representations as { __typename: string }[]).map((one) => resolvers[one.__typename]?.(one, {}) ?? one);
    const resolve = parentType.name === 'Subscription' ? undefined : resolvers[`${parentType.name}.${fieldName}`];
    return resolve ? resolve(source, args) : source?.[fieldName];
  };
  const typeResolver = ({ __typename }: { __typename: string }) => __typename;
  const events = (request: { query: string; variables?: Record<string, unknown> | null }) =>
    subscribe({
      schema,
      document: parse(request.query),
      variableValues: request.variables,
      fieldResolver,
      typeResolver,
      subscribeFieldResolver: (source, args, _context, { fieldName }) => resolvers[`Subscription.${fieldName}`]?.(source, args),
    });
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    asked.push(body);
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
    if (request.headers.accept === 'text/event-stream') return sendEvents(response, await events({ query, variables }));
    const result = await execute({
      schema,
      document: parse(query),
      variableValues: variables,
      fieldResolver,
      typeResolver,
    });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
  });
  takeSubscribers(server, schema, events);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
