import type { Readable } from 'node:stream';
import type { Viewer } from '@plat/shared/access/viewer';
import { refuse } from '@plat/shared/graphql/refusal';
import type { RouteReply, RouteRequest } from '@plat/shared/graphql/routes';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import { mediaTypeOf } from '../blob/file-forms';
import { byteRange, holdsIfRange, isAmongTags } from './byte-range';
import type { OpenBytes } from './content.door';
import { contentDisposition } from './content-disposition';
import type { OpenStreams } from './open-streams';

/** How content is sent. */
export interface Sending {
  readonly viewer: Viewer;
  /** Whose places it takes: a person's, or those of a share link. */
  readonly whose: string;
  readonly isInline: boolean;
  /** What the file is called. */
  readonly fileName: string | null;
  /** Told when it is over of how many bytes left. */
  readonly onEnd?: (bytes: number) => void;
}

/** What a browser might run if all else failed; it is called what nobody runs. */
const RUN = /html|script|xml$|svg|^message\/|^multipart\//;
const OPAQUE = 'application/octet-stream';

const POLICY = `default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;

/**
 * Browsers show no PDF in a sandbox, whatever that allows: their viewer counts as something embedded. It is a sandbox itself,
 * of another origin than ours; what acts in a PDF makes it a file that is saved and not shown (`foreign-markers.ts`).
 */
const OF_PDF = `object-src 'self'`;

/** Sends content by HTTP: all or one stretch of it, in the pace of whoever reads it, and for as long as rights hold. */
export class ContentSender {
  constructor(
    private readonly streams: OpenStreams,
    private readonly subgraph: Pick<Subgraph, 'revocations'>,
  ) {}

  async send(request: RouteRequest, reply: RouteReply, content: OpenBytes, sending: Sending): Promise<RouteReply> {
    const { size, sha256 } = content.blob;
    const tag = `"${sha256}"`;
    const headers = { ...this.headersOf(content, sending), etag: tag };
    const { etag, 'cache-control': caching } = headers;
    const { range: asked, 'if-none-match': noneOf, 'if-range': ifRange } = request.headers;
    if (isAmongTags(noneOf, tag)) return reply.code(304).headers({ etag, 'cache-control': caching }).send();
    if (request.method === 'HEAD') return reply.headers(headers).header('content-length', size).send();
    const range = holdsIfRange(single(ifRange), tag) ? byteRange(asked, size) : undefined;
    if (range === null) return refuse(reply.header('content-range', `bytes */${size}`), 416, request.id);

    const leave = this.streams.enter(sending.whose);
    const source = await content.open(range).catch((error) => {
      leave();
      throw error;
    });
    const length = range ? range.end - range.start + 1 : size;
    this.follow(reply, source, length, content, { ...sending, leave });
    if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
    return reply.headers(headers).header('content-length', length).send(source);
  }

  /** What becomes of a stream that is under way, however it ends. */
  private follow(
    { raw }: RouteReply,
    source: Readable,
    length: number,
    content: OpenBytes,
    { viewer, onEnd, leave }: Sending & { readonly leave: () => void },
  ): void {
    const { socket } = raw;
    const before = socket?.bytesWritten ?? 0;
    const end = () => {
      source.destroy();
      leave();
      onEnd?.(raw.writableFinished ? length : Math.min(length, (socket?.bytesWritten ?? before) - before));
    };
    if (raw.destroyed) {
      end();
      return;
    }
    raw.once('close', end);
    // What the system has taken to send is thrown away too: none of it arrives after the cut.
    this.streams.watch(this.subgraph, { viewer, content, source, over: raw, cut: () => void socket?.resetAndDestroy() });
  }

  private headersOf({ asksForPin, blob }: OpenBytes, { isInline, fileName }: Sending) {
    const type = fileName === null ? blob.sniffedType : mediaTypeOf(fileName, blob.sniffedType);
    const isShown = isInline && !blob.attachmentOnly;
    const isPdf = isShown && blob.sniffedType === 'application/pdf';
    return {
      'accept-ranges': 'bytes',
      'cache-control': asksForPin ? 'private, no-store' : 'private, no-cache',
      'content-disposition': contentDisposition(isShown ? 'inline' : 'attachment', fileName),
      'content-security-policy': `${POLICY}; ${isPdf ? OF_PDF : 'sandbox'}`,
      'content-type': isShown ? blob.sniffedType : RUN.test(type) ? OPAQUE : type,
    };
  }
}

/** A header that came twice says nothing that one could go by. */
const single = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? '' : header);
