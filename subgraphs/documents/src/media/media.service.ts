import { notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { GrantLearning } from '../access-grant/access-grant.learning';
import { Media } from './media.entity';
import type { AddMediaInput } from './media.input';
import { assertMayAddMedia, assertMayRemoveMedia } from './media.policy';

/** What shows properties. It is added and removed, and never edited. */
export class MediaService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly grants: GrantLearning,
    private readonly media: LoaderById<Media>,
  ) {}

  /** @throws PlatError NOT_FOUND for a property that is not the viewer's, or UNAVAILABLE */
  async add({ propertyId, ...details }: AddMediaInput): Promise<Media> {
    const { db, references } = this.scope;
    assertMayAddMedia(propertyId, await this.grants.held([{ type: 'Property', id: propertyId }]));
    await references.confirm([{ to: 'Property', id: propertyId, path: 'input.propertyId' }]);
    const added = await db.save(db.create(Media, { ...details, propertyId } as Partial<Media>));
    await this.events.record('media.added', added, { propertyId });
    return added;
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
}
