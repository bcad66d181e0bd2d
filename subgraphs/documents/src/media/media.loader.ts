import { type LoaderById, loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Media } from './media.entity';
import type { MediaOrder } from './media.input';
import { visibleMedia } from './media.policy';

const orderings: Orderings<Media, MediaOrder> = {
  UPLOADED_AT_DESC: { by: 'uploadedAt', direction: 'DESC' },
  UPLOADED_AT_ASC: { by: 'uploadedAt', direction: 'ASC' },
};

export const mediaLoader = (scope: RequestScope): LoaderById<Media> => loaderById((ids) => visibleRows(scope, Media, visibleMedia, ids));

export const mediaOfPropertyPages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Property.media',
    entity: Media,
    visible: visibleMedia,
    orderings,
    parent: 'node.property_id = parent.id',
  });
