import type { Viewer } from '@plat/shared/access/viewer';
import type { Batched } from '@plat/shared/graphql/batched';
import type { ContentDoor } from '../content/content.door';
import type { Document } from '../document/document.entity';
import type { SignedUrls } from '../download/signed-url';
import type { Rendition } from './rendition.entity';
import type { WantedRendition } from './rendition.loader';
import type { Thumbnail, ThumbnailArgs } from './thumbnail';

/** What an address of a thumbnail is made for, and what its route takes. */
export const THUMBNAIL_USE = 'thumbnail';

interface Parts {
  readonly viewer: Viewer;
  readonly content: ContentDoor;
  readonly urls: SignedUrls;
  readonly renditions: Batched<WantedRendition, Rendition | null>;
}

/** Makes addresses of thumbnails: they show content, so whatever guards that guards them. */
export class ThumbnailService {
  constructor(private readonly parts: Parts) {}

  /** @returns null where there is no picture, or not yet @throws PlatError PIN_REQUIRED, FORBIDDEN, BAD_USER_INPUT, or UNAVAILABLE */
  async of(
    { id: documentId, currentVersionNumber: versionNumber }: Document,
    { size, grant, reason }: ThumbnailArgs,
  ): Promise<Thumbnail | null> {
    const { viewer, content, urls, renditions } = this.parts;
    const drawn = await renditions.load({ documentId, versionNumber, size });
    if (!drawn) return null;
    // The current version, unnamed: those of a list are read together.
    const { grantId } = await content.judge({ documentId, kind: 'THUMBNAIL', grantToken: grant, reason });
    const claims = { documentId, versionNumber, size, grantId, reason: reason ?? undefined };
    const { url } = urls.sign(viewer, {
      kind: THUMBNAIL_USE,
      method: 'GET',
      path: `/thumbnails/${documentId}/${versionNumber}/${size.toLowerCase()}`,
      claims,
    });
    return { url, width: drawn.width as number, height: drawn.height as number };
  }
}
