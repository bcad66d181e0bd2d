import { type AddRoutes, routeOrigin } from '@plat/shared/graphql/routes';
import { z } from 'zod';
import type { ContentDoor } from '../content/content.door';
import { ContentSender } from '../content/content.sender';
import type { OpenStreams } from '../content/open-streams';
import { asNotSigned, type SignedUrls } from '../download/signed-url';
import { RenditionSize } from './rendition.entity';
import type { renditionLoader } from './rendition.loader';
import { THUMBNAIL_USE } from './thumbnail.service';

const claims = z.object({
  documentId: z.uuid(),
  versionNumber: z.int(),
  size: z.enum(RenditionSize),
  grantId: z.uuid().optional(),
  reason: z.string().optional(),
});

interface Parts {
  readonly urls: SignedUrls;
  readonly streams: OpenStreams;
}

/** What the route uses of a context. */
interface Used {
  readonly content: ContentDoor;
  readonly loaders: { readonly rendition: ReturnType<typeof renditionLoader> };
}

/** `GET /thumbnails/<document>/<version>/<size>`: pictures by addresses that `thumbnail` makes. PIN and rights are asked at each request. */
export const thumbnailRoute =
  ({ urls, streams }: Parts): AddRoutes =>
  (server, subgraph) => {
    const sender = new ContentSender(streams, subgraph);
    server.route({
      url: '/thumbnails/*',
      method: ['GET', 'HEAD'],
      handler: async (request, reply) => {
        const { viewer, claims: said } = urls.verify(THUMBNAIL_USE, { method: request.method, target: request.raw.url ?? '' });
        const { size, ...use } = claims.parse(said);
        const opened = ({ content, loaders: { rendition } }: Used) =>
          content.open({
            ...use,
            kind: 'THUMBNAIL',
            isAddressed: true,
            madeOf: async ({ documentId, versionNumber }) =>
              (await rendition.load({ documentId, versionNumber, size }))?.blobSha256 ?? null,
          });
        try {
          subgraph.revocations.assertHolds(viewer);
          const content = await subgraph.read(viewer, routeOrigin(request), opened);
          const fileName = `${content.document.title}.webp`;
          return await sender.send(request, reply, content, { viewer, whose: viewer.userId, isInline: true, fileName });
        } catch (error) {
          throw asNotSigned(error);
        }
      },
    });
  };
