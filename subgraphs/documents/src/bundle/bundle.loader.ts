import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { DocumentBundle } from './bundle.entity';

/** A bundle by its id: its maker's alone, for what is in it was judged by what they may have. */
export const ownBundleOf =
  ({ db, viewer }: RequestScope) =>
  (id: string): Promise<DocumentBundle | null> =>
    db.findOneBy(DocumentBundle, { id, userId: viewer.userId });
