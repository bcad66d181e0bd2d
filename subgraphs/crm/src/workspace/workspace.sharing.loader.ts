import type { Viewer } from '@plat/shared/access/viewer';
import type { PartOf } from '@plat/shared/graphql/list-statement';

/**
 * A list of rows that workspaces share, in parts that an index on (user_id, order) and one on (workspace_id, order)
 * read page by page: the viewer's own, and those of each of its workspaces. An administrator reads all rows at once.
 */
export const partsOfShared = (viewer: Viewer): readonly PartOf[] | undefined =>
  viewer.isAdmin
    ? undefined
    : [
        { keys: 'SELECT app_user_id()', on: 'node.user_id = part.id' },
        { keys: `SELECT unnest(app_workspace_ids('VIEWER'))`, on: 'node.workspace_id = part.id' },
      ];
