import { type ListLoader, listLoader } from '@plat/shared/graphql/list-loader';
import { type LoaderById, loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { In } from 'typeorm';
import { ShareLink } from './share-link.entity';
import type { ShareLinkOrder } from './share-link.input';
import { visibleShareLinks } from './share-link.policy';
import { ShareLinkDocument } from './share-link-document.entity';

const orderings: Orderings<ShareLink, ShareLinkOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
};

export const shareLinkLoader = (scope: RequestScope): LoaderById<ShareLink> =>
  loaderById((ids) => visibleRows(scope, ShareLink, visibleShareLinks, ids));

export const shareLinkPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'shareLinks', entity: ShareLink, visible: visibleShareLinks, orderings });

/** The ids of the documents that links lead to; for links that were found by the loader or the pages. */
export const documentsOfShareLinkLoader = ({ db }: RequestScope): ListLoader<string> =>
  listLoader(async (ids) => {
    const rows = await db.find(ShareLinkDocument, { where: { shareLinkId: In([...ids]) }, order: { documentId: 'ASC' } });
    return rows.map(({ shareLinkId: key, documentId: value }) => ({ key, value }));
  });
