import { PlatError } from '@plat/shared/errors/plat-error';
import type { AddRoutes } from '@plat/shared/graphql/routes';
import { routeOrigin } from '@plat/shared/graphql/routes';
import type { DocumentsContext } from '../context';
import { notSigned, type SignedUrls } from '../download/signed-url';

/** What addresses of parts are made for. */
export const UPLOAD_KIND = 'upload';

/** Where a part is sent to. */
export const partPath = (uploadId: string, number: number): string => `/upload/${uploadId}/${number}`;

/** Whoever has an address had the right to send: that they no longer have it, or are signed out, is told as of an address that is over. */
const refusal = (error: unknown): unknown =>
  error instanceof PlatError && ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'].includes(error.code) ? notSigned() : error;

/**
 * Takes parts of files: PUT to a signed address, once, with as many bytes as the address says. Nothing else that is said
 * of the body counts. Whoever announces another length is refused before a byte is read; whoever sends another, afterwards.
 * However a path is spelled that begins like these, and whatever is done with it: what is not signed is 403.
 */
export const uploadRoutes =
  (urls: SignedUrls): AddRoutes =>
  (server, subgraph) => {
    server.route({
      url: '/upload*',
      method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      handler: async (request, reply) => {
        // Whoever is refused goes on sending: the answer is the last thing on this connection.
        reply.header('connection', 'close');
        const { raw } = request;
        const { viewer, claims } = urls.verify(UPLOAD_KIND, { method: raw.method ?? '', target: raw.url ?? '' });
        const announced = raw.headers['content-length'];
        if (announced !== undefined && announced !== String(claims.length)) throw notSigned();
        const address = { uploadId: String(claims.upload), number: Number(claims.part), nonce: String(claims.nonce) };
        const admitted = async () => {
          subgraph.revocations.assertHolds(viewer);
          return subgraph.work(viewer, ({ uploads }: DocumentsContext) => uploads.admit(address), routeOrigin(request));
        };
        const take = await admitted().catch((error: unknown) => {
          throw refusal(error);
        });
        const taken = await take(raw);
        reply.removeHeader('connection');
        return reply.header('etag', `"${taken.sha256}"`).header('cache-control', 'no-store').send(taken);
      },
    });
  };
