import type { Viewer } from '@plat/shared/access/viewer';
import type { Batched } from '@plat/shared/graphql/batched';
import type { ContentDoor } from '../content/content.door';
import type { ContentDisposition } from '../download/download.input';
import type { SignedUrls } from '../download/signed-url';
import type { RenditionSize } from '../rendition/rendition.entity';
import type { Thumbnail } from '../rendition/thumbnail';
import type { Media } from './media.entity';
import type { MediaRendition } from './media-rendition.entity';
import type { WantedPicture } from './media-rendition.loader';

/** What an address of media is made for, and what its route takes. */
export const MEDIA_USE = 'media';

interface Parts {
  readonly viewer: Viewer;
  readonly content: ContentDoor;
  readonly urls: SignedUrls;
  readonly pictures: Batched<WantedPicture, MediaRendition | null>;
}

/** Makes addresses of files that show properties, and of small pictures of them. */
export class MediaDownloads {
  constructor(private readonly parts: Parts) {}

  /** @returns null for what lies elsewhere @throws PlatError NOT_FOUND for who does not see it any more */
  async urlOf({ id: mediaId, blobSha256 }: Media, disposition: ContentDisposition): Promise<string | null> {
    if (blobSha256 === null) return null;
    const { viewer, content, urls } = this.parts;
    await content.judgeMedia(mediaId);
    const claims = { mediaId, disposition };
    return urls.sign(viewer, { kind: MEDIA_USE, method: 'GET', path: `/media/${mediaId}`, claims }).url;
  }

  /** @returns null where there is no picture, or not yet @throws PlatError NOT_FOUND for who does not see it any more */
  async thumbnailOf({ id: mediaId }: Media, size: RenditionSize): Promise<Thumbnail | null> {
    const { viewer, content, urls, pictures } = this.parts;
    const drawn = await pictures.load({ mediaId, size });
    if (!drawn) return null;
    await content.judgeMedia(mediaId);
    const path = `/media/${mediaId}/${size.toLowerCase()}`;
    const { url } = urls.sign(viewer, { kind: MEDIA_USE, method: 'GET', path, claims: { mediaId, size, disposition: 'INLINE' } });
    return { url, width: drawn.width as number, height: drawn.height as number };
  }
}
