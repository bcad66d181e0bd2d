import { listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';

/** When users showed that the address which they have now is theirs; empty if not. Ask for users that the viewer sees alone. */
export const verificationsOfUserLoader = ({ db }: RequestScope) =>
  listLoader(
    (ids): Promise<{ key: string; value: Date }[]> =>
      db.query(
        `SELECT v.user_id AS key, v.verified_at AS value FROM email_verifications v
          JOIN users u ON u.id = v.user_id AND lower(u.email) = lower(v.email) WHERE v.user_id = ANY (CAST($1 AS uuid[]))`,
        [ids],
      ),
  );
