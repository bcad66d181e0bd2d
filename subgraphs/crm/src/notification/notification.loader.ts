import { badInput } from '@plat/shared/errors/plat-error';
import type { Connection } from '@plat/shared/graphql/connection';
import { listLoader } from '@plat/shared/graphql/list-loader';
import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Notification } from './notification.entity';
import type { NotificationOrder, NotificationPageArgs } from './notification.input';
import { mayReadInbox, visibleNotifications } from './notification.policy';

/** What is counted at most: a badge says “99+”, and an inbox that nobody reads costs no more than others. */
export const MOST_COUNTED = 100;

/** The order says nothing, and makes the index on user and time of reading the way to the rows: a scan of all may find few. */
const UNREAD_SQL = `SELECT person.id AS key, unread.n AS value FROM unnest(CAST($1 AS uuid[])) AS person(id) CROSS JOIN LATERAL (
  SELECT count(*)::int AS n FROM (
    SELECT FROM notifications WHERE user_id = person.id AND read_at IS NULL ORDER BY read_at LIMIT ${MOST_COUNTED}) counted) unread`;

const orderings: Orderings<Notification, NotificationOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
};

export const notificationLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, Notification, visibleNotifications, ids));

/** How many notifications users have not read, up to a bound; nothing of an inbox that is not the viewer's. */
export const unreadOfUserLoader = ({ db, viewer }: RequestScope) =>
  listLoader<number>(async (users) => {
    const own = users.filter((id) => mayReadInbox(viewer, id));
    return own.length ? db.query(UNREAD_SQL, [own]) : [];
  });

/** The notifications of users: a list of all, and one each of those that are unread and those that are not. */
export class NotificationsOfUser {
  private readonly all: Pages<Notification>;
  private readonly unread: Pages<Notification>;
  private readonly read: Pages<Notification>;

  constructor(private readonly scope: RequestScope) {
    const list = (name: string, condition = 'true') =>
      new Pages(scope, {
        name: `User.notifications${name}`,
        entity: Notification,
        visible: visibleNotifications,
        orderings,
        parent: `node.user_id = parent.id AND ${condition}`,
      });
    this.all = list('');
    this.unread = list(' unread', 'node.read_at IS NULL');
    this.read = list(' read', 'node.read_at IS NOT NULL');
  }

  /** Null for an inbox that is not the viewer's. @throws PlatError BAD_USER_INPUT for arguments that break a rule */
  async of(userId: string, { filter, ...args }: NotificationPageArgs): Promise<Connection<Notification> | null> {
    if (!mayReadInbox(this.scope.viewer, userId)) return null;
    const { unread, ...conditions } = filter ?? {};
    if (unread === null) throw badInput({ 'filter.unread': 'must not be null; leave it out' });
    const list = unread === undefined ? this.all : unread ? this.unread : this.read;
    return list.of(userId, { ...args, filter: conditions });
  }
}
