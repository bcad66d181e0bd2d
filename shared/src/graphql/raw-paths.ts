import type { FastifyBaseLogger, FastifyPluginCallback } from 'fastify';
import { NOBODY } from '../access/viewer';
import type { RequestOrigin, RequestScope } from './request-scope';
import type { Subgraph } from './subgraph';

/** The most that a raw path takes. */
export const RAW_BODY_LIMIT = 256 * 1024;

/** What somebody sent who does not speak GraphQL. */
export interface RawRequest {
  /** The body as it came, for whoever has to verify a signature over it. */
  readonly bytes: Buffer;
  /** A header by its name in lower case; undefined when it came twice. */
  readonly header: (name: string) => string | undefined;
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn'>;
}

/**
 * POST paths that are open to everybody, because what is sent proves itself. A handler answers with JSON and 200, or
 * throws a PlatError, whose status is answered. It works as nobody: its rights are those that it takes by `asSystem`.
 */
export type RawPaths = Readonly<Record<string, (request: RawRequest, scope: RequestScope) => Promise<object>>>;

/** Serves raw paths; in here, and nowhere else, every content type is bytes. @param originOf where a request comes from */
export const rawServer =
  (subgraph: Subgraph, paths: RawPaths, originOf: (headers: RawRequest['header']) => RequestOrigin): FastifyPluginCallback =>
  (server, _options, done) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    for (const [path, handle] of Object.entries(paths))
      server.post(path, { bodyLimit: RAW_BODY_LIMIT }, (request) => {
        const header = (name: string) => {
          const value = request.headers[name];
          return typeof value === 'string' ? value : undefined;
        };
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const answer = ({ scope }: { scope: RequestScope }) => handle({ bytes, header, log: request.log }, scope);
        return subgraph.work(NOBODY, answer, originOf(header));
      });
    done();
  };
