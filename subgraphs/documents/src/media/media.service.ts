import { randomUUID } from 'node:crypto';
import { notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { GrantLearning } from '../access-grant/access-grant.learning';
import type { Blobs, StoredBlob } from '../blob/blobs';
import { mediaTypeOf } from '../blob/file-forms';
import { pathOf } from '../document-version/document-version.writer';
import { lookIntoLater } from '../file-worker/look-into';
import { Media } from './media.entity';
import type { AddMediaInput, MediaDetails } from './media.input';
import { assertMayAddMedia, assertMayRemoveMedia } from './media.policy';

/** What shows properties. It is added and removed, and never edited. */
export class MediaService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly grants: GrantLearning,
    private readonly media: LoaderById<Media>,
    private readonly blobs: Pick<Blobs, 'reference'>,
  ) {}

  /** What lies elsewhere. @throws PlatError as {@link assertMayAdd} */
  async add({ propertyId, ...details }: AddMediaInput): Promise<Media> {
    await this.assertMayAdd(propertyId, 'input.propertyId');
    return this.save({ ...details, propertyId });
  }

  /**
   * What was sent. @param blob bytes that are held for the viewer
   * @throws PlatError as {@link assertMayAdd}, and CONFLICT when the bytes are not held any longer
   */
  async addFile({ propertyId, type, metadata }: MediaDetails, fileName: string, blob: StoredBlob): Promise<Media> {
    await this.assertMayAdd(propertyId, 'input.media.propertyId');
    const id = randomUUID();
    await this.blobs.reference(this.scope.db, blob.sha256, 'Media', id);
    const { sha256: blobSha256, size, sniffedType } = blob;
    const file = { storageKey: pathOf(blob), blobSha256, fileName, fileSize: String(size), mimeType: mediaTypeOf(fileName, sniffedType) };
    const added = await this.save({ id, propertyId, type, metadata, ...file });
    await lookIntoLater(this.scope.db, id);
    return added;
  }

  /** @param path of the property among the arguments @throws PlatError NOT_FOUND for a property that is not the viewer's, BAD_USER_INPUT, or UNAVAILABLE */
  async assertMayAdd(propertyId: string, path: string): Promise<void> {
    assertMayAddMedia(propertyId, await this.grants.held([{ type: 'Property', id: propertyId }]));
    await this.scope.references.confirm([{ to: 'Property', id: propertyId, path }]);
  }

  /** @throws PlatError NOT_FOUND, or FORBIDDEN for who sees it and does not own the property */
  async remove(id: string): Promise<Media> {
    const { db } = this.scope;
    const found = await this.media.load(id);
    if (!found) throw notFound('Media', id);
    assertMayRemoveMedia(found, await this.grants.held([{ type: 'Property', id: found.propertyId }]));
    const { affected } = await db.delete(Media, { id });
    if (affected !== 1) throw notFound('Media', id);
    await this.events.record('media.removed', found, { before: found, after: {}, propertyId: found.propertyId });
    return found;
  }

  private async save(values: Partial<Media>): Promise<Media> {
    const { db } = this.scope;
    const added = await db.save(db.create(Media, values));
    await this.events.record('media.added', added, { propertyId: added.propertyId });
    return added;
  }
}
