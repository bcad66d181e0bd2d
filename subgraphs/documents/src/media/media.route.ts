import { type AddRoutes, routeOrigin } from '@plat/shared/graphql/routes';
import { z } from 'zod';
import type { ContentDoor } from '../content/content.door';
import { ContentSender } from '../content/content.sender';
import type { OpenStreams } from '../content/open-streams';
import { ContentDisposition } from '../download/download.input';
import { asNotSigned, type SignedUrls } from '../download/signed-url';
import { RenditionSize } from '../rendition/rendition.entity';
import { MEDIA_USE } from './media.downloads';
import type { mediaRenditionLoader } from './media-rendition.loader';

const claims = z.object({ mediaId: z.uuid(), disposition: z.enum(ContentDisposition), size: z.enum(RenditionSize).optional() });

interface Parts {
  readonly urls: SignedUrls;
  readonly streams: OpenStreams;
}

/** What the route uses of a context. */
interface Used {
  readonly content: ContentDoor;
  readonly loaders: { readonly mediaRendition: ReturnType<typeof mediaRenditionLoader> };
}

/** `GET /media/<id>` and `…/<size>`: files that show properties, by addresses that `Media.downloadUrl` and `Media.thumbnail` make. Rights are asked at each request. */
export const mediaRoute =
  ({ urls, streams }: Parts): AddRoutes =>
  (server, subgraph) => {
    const sender = new ContentSender(streams, subgraph);
    server.route({
      url: '/media/*',
      method: ['GET', 'HEAD'],
      handler: async (request, reply) => {
        const { viewer, claims: said } = urls.verify(MEDIA_USE, { method: request.method, target: request.raw.url ?? '' });
        const { mediaId, disposition, size } = claims.parse(said);
        try {
          subgraph.revocations.assertHolds(viewer);
          const opened = ({ content, loaders: { mediaRendition } }: Used) =>
            content.openMedia(mediaId, size && (async () => (await mediaRendition.load({ mediaId, size }))?.blobSha256 ?? null));
          const open = await subgraph.read(viewer, routeOrigin(request), opened);
          const fileName = size ? `${open.media.fileName}.webp` : open.media.fileName;
          const isInline = disposition === ContentDisposition.INLINE;
          return await sender.send(request, reply, open, { viewer, whose: viewer.userId, isInline, fileName });
        } catch (error) {
          throw asNotSigned(error);
        }
      },
    });
  };
