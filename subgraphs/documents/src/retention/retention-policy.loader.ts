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

export const retentionPolicyLoader = (scope: RequestScope) =>
  loaderById((ids) => visibleRows(scope, RetentionPolicy, visibleRetentionPolicies, ids));

export const retentionPolicyPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'retentionPolicies', entity: RetentionPolicy, visible: visibleRetentionPolicies, orderings });

/** How long a document is kept. */
export interface Retained {
  readonly id: string;
  /** The end of the longest of its policies that have one. */
  readonly until: Date | null;
  /** Whether one has none yet. */
  readonly isOpen: boolean;
}

/** How long documents are kept by the longest of their policies, by the ids of documents that were read through their scope. */
export const retentionLoader = ({ db }: Pick<RequestScope, 'db'>): LoaderById<Retained> =>
  loaderById(async (ids) => {
    const rows = await db.findBy(DocumentRetention, { documentId: In([...ids]) });
    const longest = new Map<string, Retained>();
    for (const { documentId: id, keepUntil } of rows) {
      const { until = null, isOpen = false } = longest.get(id) ?? {};
      const isLonger = keepUntil !== null && (until === null || until < keepUntil);
      longest.set(id, { id, until: isLonger ? keepUntil : until, isOpen: isOpen || keepUntil === null });
    }
    return [...longest.values()];
  });
