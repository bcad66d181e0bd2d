import { type AddRoutes, routeOrigin } from '@plat/shared/graphql/routes';
import { z } from 'zod';
import type { ContentDoor } from '../content/content.door';
import { ContentSender } from '../content/content.sender';
import type { OpenStreams } from '../content/open-streams';
import type { DownloadNotes } from './download.notes';
import { CONTENT_USE } from './download.service';
import { asNotSigned, type SignedUrls } from './signed-url';

const claims = z.object({
  id: z.uuid(),
  documentId: z.uuid(),
  versionNumber: z.int(),
  kind: z.enum(['DOWNLOAD', 'PREVIEW']),
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
  readonly downloadNotes: DownloadNotes;
}

/** `GET /content/<document>/<version>`: files by addresses that `downloadUrl` makes. PIN and rights are asked at each request. */
export const downloadRoute =
  ({ urls, streams }: Parts): AddRoutes =>
  (server, subgraph) => {
    const sender = new ContentSender(streams, subgraph);
    server.addHook('preClose', async () => streams.close());
    server.route({
      url: '/content/*',
      method: ['GET', 'HEAD'],
      handler: async (request, reply) => {
        const { viewer, claims: said } = urls.verify(CONTENT_USE, { method: request.method, target: request.raw.url ?? '' });
        const { id, ...use } = claims.parse(said);
        const origin = routeOrigin(request);
        let download: string | undefined;
        const opened = async ({ content, downloadNotes }: Used) => {
          const { userId: actor, sessionId } = { userId: viewer.userId, sessionId: viewer.identity.sessionId };
          const open = await content.open({
            ...use,
            isAddressed: true,
            note: async (access, range) => {
              // What is only to be shown and cannot be is saved: that is a download, whatever it was asked for.
              const action = open.blob.attachmentOnly ? 'DOWNLOAD' : access.action;
              download = await downloadNotes.note({ id, actor, sessionId }, { ...access, action }, range);
            },
          });
          const onEnd = (bytes: number) => void (download && downloadNotes.add(download, bytes, request.log));
          return { open, onEnd };
        };
        try {
          subgraph.revocations.assertHolds(viewer);
          const { open, onEnd } = await subgraph.read(viewer, origin, opened);
          const isInline = use.kind === 'PREVIEW';
          const { fileName } = open.version;
          return await sender.send(request, reply, open, { viewer, whose: viewer.userId, isInline, fileName, onEnd });
        } catch (error) {
          throw asNotSigned(error);
        }
      },
    });
  };
