import { tokenHash } from '@plat/shared/crypto/secret-token';
import { PlatError } from '@plat/shared/errors/plat-error';
import { type AddRoutes, type RouteReply, type RouteRequest, routeOrigin } from '@plat/shared/graphql/routes';
import { z } from 'zod';
import { ContentSender } from '../content/content.sender';
import type { OpenStreams } from '../content/open-streams';
import { asNotSigned, isRefusal, notSigned, type SignedUrls } from '../download/signed-url';
import { cookiesOf, grantCookie, newVisitor } from './share-link.cookies';
import { readForm } from './share-link.form';
import { type OpenLink, SHARE_USE, ShareOpening, type Visitor } from './share-link.opening';
import { BUSY_PAGE, DEAD_PAGE, PAGE_HEADERS, sharedPage } from './share-link.page';

interface Parts {
  readonly urls: SignedUrls;
  readonly streams: OpenStreams;
  readonly clock: () => Date;
}

const claims = z.object({
  id: z.uuid(),
  shareLinkId: z.uuid(),
  documentId: z.uuid(),
  versionNumber: z.int(),
  visitorHash: z.string(),
  grantId: z.uuid().optional(),
});

type TokenRequest = RouteRequest & { readonly params: { readonly token: string } };

const page = (reply: RouteReply, status: number, html: string): RouteReply => reply.code(status).headers(PAGE_HEADERS).send(html);
const dead = (reply: RouteReply): RouteReply => page(reply, 404, DEAD_PAGE);

/** What a visitor is told of a PIN that was not taken. */
function faultOf(error: PlatError): string {
  if (error.code === 'PIN_INVALID') return 'The PIN is wrong.';
  if (error.code === 'RATE_LIMITED') return 'There were too many wrong PINs. Try again later.';
  return 'The PIN could not be looked at. Try again.';
}

/**
 * `GET /share/<token>` shows what a share link leads to, `POST` takes the PIN of a document there, and `GET /share/file/<document>`
 * sends a file, by an address that the page has, to the browser that was shown it.
 */
export const shareRoutes =
  ({ urls, streams, clock }: Parts): AddRoutes =>
  (server, subgraph) => {
    const sender = new ContentSender(streams, subgraph);
    const opening = new ShareOpening(subgraph, urls);
    const isSecure = () => urls.at('/').startsWith('https:');

    /** Who asks; somebody new gets a cookie with whatever they are answered. */
    const visitorOf = (request: RouteRequest, reply: RouteReply): Visitor => {
      const { visitor: known, grantFor } = cookiesOf(request.headers.cookie);
      const origin = routeOrigin(request);
      if (known) return { hash: tokenHash(known), grantFor, origin };
      const { visitor, header } = newVisitor(isSecure());
      reply.header('set-cookie', header);
      return { hash: tokenHash(visitor), grantFor: () => undefined, origin };
    };

    /** Answers only with what the visitor may see: the same bytes for every link that does not hold. */
    const answer = async (request: RouteRequest, reply: RouteReply, work: (link: OpenLink) => Promise<RouteReply>) => {
      try {
        const link = await opening.open((request as TokenRequest).params.token, routeOrigin(request));
        return link ? await work(link) : dead(reply);
      } catch (error) {
        if (isRefusal(error)) return dead(reply.removeHeader('set-cookie'));
        if (error instanceof PlatError && error.code === 'UNAVAILABLE') return page(reply.removeHeader('set-cookie'), 503, BUSY_PAGE);
        throw error;
      }
    };

    server.get('/share/:token', (request, reply) =>
      answer(request, reply, async (link) => page(reply, 200, sharedPage(await opening.show(link, visitorOf(request, reply))))),
    );

    server.post('/share/:token', (request, reply) =>
      answer(request, reply, async (link) => {
        const form = await readForm(request.raw);
        const document = link.documents.find(({ id }) => id === form.get('document'));
        if (!document?.pinProtected) return dead(reply);
        const visitor = visitorOf(request, reply);
        try {
          const { token, expiresAt } = await opening.unlock(link, document, form.get('pin') ?? '', visitor);
          const seconds = Math.max(Math.floor((expiresAt.getTime() - clock().getTime()) / 1_000), 0);
          reply.header('set-cookie', grantCookie(document.id, token, seconds, isSecure()));
          return reply
            .code(303)
            .header('location', `/share/${(request as TokenRequest).params.token}`)
            .headers(PAGE_HEADERS)
            .send('');
        } catch (error) {
          if (!(error instanceof PlatError) || !['PIN_INVALID', 'RATE_LIMITED'].includes(error.code)) throw error;
          const status = error.code === 'PIN_INVALID' ? 403 : 429;
          return page(reply, status, sharedPage(await opening.show(link, visitor, { [document.id]: faultOf(error) })));
        }
      }),
    );

    server.route({
      url: '/share/file/*',
      method: ['GET', 'HEAD'],
      handler: async (request, reply) => {
        const { claims: said } = urls.verify(SHARE_USE, { method: request.method, target: request.raw.url ?? '' });
        const file = claims.parse(said);
        const { visitor } = cookiesOf(request.headers.cookie);
        if (!visitor || tokenHash(visitor) !== file.visitorHash) throw notSigned();
        try {
          const { link, open, onEnd } = await opening.file(file, routeOrigin(request));
          const { fileName } = open.version;
          return await sender.send(request, reply, open, { viewer: link.maker, whose: link.id, isInline: false, fileName, onEnd });
        } catch (error) {
          throw asNotSigned(error);
        }
      },
    });
  };
