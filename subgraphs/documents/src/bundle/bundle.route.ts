import { PlatError } from '@plat/shared/errors/plat-error';
import { type AddRoutes, routeOrigin } from '@plat/shared/graphql/routes';
import { z } from 'zod';
import type { ContentDoor, ContentRequest, OpenContent } from '../content/content.door';
import type { OpenStreams } from '../content/open-streams';
import { notSigned, type SignedUrls } from '../download/signed-url';
import type { BundleMember, DocumentBundle } from './bundle.entity';
import { BUNDLE_USE } from './bundle.service';
import { type LeftOut, type PackedFile, packedFiles } from './bundle.zip';

const claims = z.object({ bundleId: z.uuid() });

interface Parts {
  readonly urls: SignedUrls;
  readonly streams: OpenStreams;
}

/** What the route uses of a context. */
interface Used {
  readonly content: ContentDoor;
  readonly ownBundle: (id: string) => Promise<DocumentBundle | null>;
}

/**
 * `GET /bundles/<id>`: a bundle, made while it is sent. Each file goes through the door on its own, when it is its turn, and
 * is asked about until the whole has left: what was read of it may still be on its way.
 */
export const bundleRoute =
  ({ urls, streams }: Parts): AddRoutes =>
  (server, subgraph) => {
    // Nothing can be said of it before it is made.
    server.get('/bundles/*', { exposeHeadRoute: false }, async (request, reply) => {
      const { viewer, claims: said } = urls.verify(BUNDLE_USE, { method: request.method, target: request.raw.url ?? '' });
      const { bundleId } = claims.parse(said);
      const origin = routeOrigin(request);
      const { revocations } = subgraph;
      const find = async () => {
        revocations.assertHolds(viewer);
        return subgraph.read(viewer, origin, ({ ownBundle }: Used) => ownBundle(bundleId));
      };
      const bundle = await find().catch((error: unknown) => {
        throw error instanceof PlatError && error.code === 'UNAUTHENTICATED' ? notSigned() : error;
      });
      if (!bundle) throw notSigned();
      const { socket } = reply.raw;
      const entered: ContentRequest[] = [];
      const whole = { asksForPin: false, recheck };
      async function recheck(): Promise<void> {
        revocations.assertHolds(viewer);
        await subgraph.read(viewer, origin, ({ content: door }: Used) => Promise.all(entered.map((use) => door.judge(use))));
      }

      const enter = async (member: BundleMember): Promise<PackedFile | LeftOut> => {
        let content: OpenContent | undefined;
        try {
          revocations.assertHolds(viewer);
          const use = { ...member, kind: 'BUNDLE', isAddressed: true, reason: bundle.reason } as const;
          content = await subgraph.read(viewer, origin, ({ content: door }: Used) => door.open(use));
          const source = await content.open();
          entered.push(use);
          whole.asksForPin ||= content.asksForPin;
          return { content, source };
        } catch (error) {
          if (!(error instanceof PlatError) || error.code === 'UNAUTHENTICATED') throw error;
          return { documentId: member.documentId, title: content?.document.title ?? null, code: error.code };
        }
      };
      async function* files() {
        for (const member of bundle?.members ?? []) yield await enter(member);
      }

      const leave = streams.enter(viewer.userId);
      const zip = packedFiles(files(), bundle.excluded);
      zip.once('close', leave);
      reply.raw.once('close', () => zip.destroy());
      if (reply.raw.destroyed) zip.destroy();
      else streams.watch(subgraph, { viewer, content: whole, source: zip, over: reply.raw, cut: () => void socket?.resetAndDestroy() });
      return reply
        .headers({
          'cache-control': 'private, no-store',
          'content-disposition': 'attachment; filename="documents.zip"',
          'content-type': 'application/zip',
        })
        .send(zip);
    });
  };
