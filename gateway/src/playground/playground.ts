import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';
import { securityHeaders } from './playground-headers';

/** An account that the page offers as a button. Its password is public: for the demo only. */
export interface DemoUser {
  readonly email: string;
  readonly password: string;
  readonly role: string;
}

export interface PlaygroundOptions {
  /** Where `npm run build` put the page; see playground-assets.ts. */
  readonly directory: string;
  /** Empty outside the demo. */
  readonly demoUsers: readonly DemoUser[];
  /** Path of the GraphQL endpoint on the same origin. */
  readonly graphqlPath: string;
}

/** Serves the playground: the page at `/`, its files below `/playground/assets/`, its config beside them. */
export const playground =
  ({ directory, demoUsers, graphqlPath }: PlaygroundOptions): FastifyPluginAsync =>
  async (app) => {
    const page = await readPage(directory);
    const config = JSON.stringify({ demoUsers, graphql: graphqlPath });

    app.addHook('onRequest', async (request, reply) => {
      reply.headers(securityHeaders(request.host));
    });
    app.get('/', async (_request, reply) => reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page));
    app.get('/playground/config.json', async (_request, reply) =>
      reply.header('cache-control', 'no-store').type('application/json; charset=utf-8').send(config),
    );
    await app.register(fastifyStatic, {
      root: path.join(directory, 'assets'),
      prefix: '/playground/assets/',
      // A file's name holds the hash of its contents, so it can never become stale.
      immutable: true,
      maxAge: '365d',
      preCompressed: true,
      index: false,
      decorateReply: false,
    });
  };

const readPage = async (directory: string): Promise<string> => {
  const file = path.join(directory, 'index.html');
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Error(`The playground is not built: ${file} cannot be read. Run npm run build.`, { cause });
  }
};
