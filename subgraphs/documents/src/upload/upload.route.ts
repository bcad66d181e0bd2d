import { PlatError } from '@plat/shared/errors/plat-error';
import type { AddRoutes } from '@plat/shared/graphql/routes';
import { routeOrigin } from '@plat/shared/graphql/routes';
import { Places } from '../content/places';
import type { DocumentsContext } from '../context';
import { notSigned, type SignedUrls } from '../download/signed-url';
import { PARTS_UNDER_WAY } from './upload.limits';
import type { TakePart } from './upload.service';

/** What addresses of parts are made for. */
export const UPLOAD_KIND = 'upload';

/** Where a part is sent to. */
export const partPath = (uploadId: string, number: number): string => `/upload/${uploadId}/${number}`;

/** Whoever has an address had the right to send: that they no longer have it, or are signed out, is told as of an address that is over. */
const refusal = (error: unknown): unknown =>
  error instanceof PlatError && ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'].includes(error.code) ? notSigned() : error;

const later = (message: string) => () => new PlatError('RATE_LIMITED', message, { retryAfter: 5 });

/**
 * Takes parts of files: PUT to a signed address, once, with as many bytes as the address says. Nothing else that is said
 * of the body counts. Whoever announces another length is refused before a byte is read; whoever sends another, afterwards.
 * A part is sent once at a time: each of several would take as much of the storage as was reserved for all of them.
 * However a path is spelled that begins like these, and whatever is done with it: what is not signed is 403.
 */
export const uploadRoutes =
  (urls: SignedUrls): AddRoutes =>
  (server, subgraph) => {
    const places = new Places(PARTS_UNDER_WAY, later('Too many parts are being sent by you at once; let one arrive, then try again.'));
    const parts = new Places(
      { each: 1, all: PARTS_UNDER_WAY.all },
      later('This part is on its way already; ask for its address again in a moment.'),
    );
    const alone = async <T>(part: string, work: () => Promise<T>): Promise<T> => {
      const leave = parts.enter(part);
      return work().finally(leave);
    };
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
        const leave = places.enter(viewer.userId);
        let taken: Awaited<ReturnType<TakePart>>;
        try {
          const take = await admitted().catch((error: unknown) => {
            throw refusal(error);
          });
          taken = await alone(partPath(address.uploadId, address.number), () => take(raw));
        } finally {
          leave();
        }
        reply.removeHeader('connection');
        return reply.header('etag', `"${taken.sha256}"`).header('cache-control', 'no-store').send(taken);
      },
    });
  };
