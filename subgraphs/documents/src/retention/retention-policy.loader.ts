import { type LoaderById, loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { In } from 'typeorm';
import { DocumentRetention } from './document-retention.entity';
import { RetentionPolicy } from './retention-policy.entity';
import type { RetentionPolicyOrder } from './retention-policy.input';
import { visibleRetentionPolicies } from './retention-policy.policy';

const orderings: Orderings<RetentionPolicy, RetentionPolicyOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
};

export const retentionPolicyLoader = ({ db, viewer }: RequestScope) =>
  loaderById((ids) => visibleRows(db, RetentionPolicy, visibleRetentionPolicies(viewer), ids));

export const retentionPolicyPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'retentionPolicies', entity: RetentionPolicy, visible: visibleRetentionPolicies, orderings });

/** Until when documents are kept by the longest of their policies, by the ids of documents that were read through their scope. */
export const retentionLoader = ({ db }: Pick<RequestScope, 'db'>): LoaderById<{ readonly id: string; readonly until: Date }> =>
  loaderById(async (ids) => {
    const rows = await db.findBy(DocumentRetention, { documentId: In([...ids]) });
    const longest = new Map<string, Date>();
    for (const { documentId, keepUntil } of rows) {
      const known = longest.get(documentId);
      if (!known || known < keepUntil) longest.set(documentId, keepUntil);
    }
    return [...longest].map(([id, until]) => ({ id, until }));
  });
