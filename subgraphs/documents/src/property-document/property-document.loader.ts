import { narrowed } from '@plat/shared/access/scope';
import { type ListLoader, listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { In } from 'typeorm';
import { PropertyDocument } from './property-document.entity';
import { visiblePropertyDocuments } from './property-document.policy';

/** The links of properties, or of documents: the main one first, then in the order in which they were made. */
export const propertyDocumentsBy = ({ db, viewer }: RequestScope, column: 'propertyId' | 'documentId'): ListLoader<PropertyDocument> =>
  listLoader(async (ids) => {
    const links = await db.find(PropertyDocument, {
      where: narrowed(visiblePropertyDocuments(viewer), column, In([...ids])),
      order: { isPrimary: 'DESC', createdAt: 'ASC', documentId: 'ASC', propertyId: 'ASC' },
    });
    return links.map((value) => ({ key: value[column], value }));
  });
