import type { AddRoutes } from '@plat/shared/graphql/routes';
import { routeOrigin } from '@plat/shared/graphql/routes';
import type { DocumentsContext } from '../context';
import { notSigned, type SignedUrls } from '../download/signed-url';

/** What addresses of parts are made for. */
export const UPLOAD_KIND = 'upload';

/** Where a part is sent to. */
export const partPath = (uploadId: string, number: number): string => `/upload/${uploadId}/${number}`;

/**
 * Takes parts of files: PUT to a signed address, once, with as many bytes as the address says. Nothing else that is said
 * of the body counts. Whoever announces another length is refused before a byte is read; whoever sends another, afterwards.
 */
export const uploadRoutes =
  (urls: SignedUrls): AddRoutes =>
  (server, subgraph) => {
    server.put('/upload/:upload/:part', async (request, reply) => {
      // Whoever is refused goes on sending: the answer is the last thing on this connection.
      reply.header('connection', 'close');
      const { raw } = request;
      const { viewer, claims } = urls.verify(UPLOAD_KIND, { method: raw.method ?? '', target: raw.url ?? '' });
      subgraph.revocations.assertHolds(viewer);
      const announced = raw.headers['content-length'];
      if (announced !== undefined && announced !== String(claims.length)) throw notSigned();
      const address = { uploadId: String(claims.upload), number: Number(claims.part), nonce: String(claims.nonce) };
      const take = await subgraph.work(viewer, ({ uploads }: DocumentsContext) => uploads.admit(address), routeOrigin(request));
      const taken = await take(raw);
      reply.removeHeader('connection');
      return reply.header('etag', `"${taken.sha256}"`).header('cache-control', 'no-store').send(taken);
    });
  };
