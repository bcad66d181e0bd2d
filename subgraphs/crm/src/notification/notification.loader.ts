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
import { visibleNotifications } from './notification.policy';

/** What is counted at most: a badge says “99+”, and an inbox that nobody reads costs no more than others. */
export const MOST_COUNTED = 100;

const UNREAD_SQL = `SELECT person.id AS key, unread.n AS value FROM unnest(CAST($1 AS uuid[])) AS person(id) CROSS JOIN LATERAL (
  SELECT count(*)::int AS n FROM (
    SELECT FROM notifications WHERE user_id = person.id AND read_at IS NULL LIMIT ${MOST_COUNTED}) counted) unread`;

const orderings: Orderings<Notification, NotificationOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
};

export const notificationLoader = ({ db, viewer }: RequestScope) =>
  loaderById((ids) => visibleRows(db, Notification, visibleNotifications(viewer), ids));

/** How many notifications users have not read, up to a bound. Ask for users whose inbox the viewer may read alone. */
export const unreadOfUserLoader = ({ db }: RequestScope) => listLoader<number>((users) => db.query(UNREAD_SQL, [users]));

/** The notifications of users: a list of all, and one each of those that are unread and those that are not. */
export class NotificationsOfUser {
  private readonly all: Pages<Notification>;
  private readonly unread: Pages<Notification>;
  private readonly read: Pages<Notification>;

  constructor(scope: RequestScope) {
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

  /** @throws PlatError BAD_USER_INPUT for arguments that break a rule */
  async of(userId: string, { filter, ...args }: NotificationPageArgs): Promise<Connection<Notification>> {
    const { unread, ...conditions } = filter ?? {};
    if (unread === null) throw badInput({ 'filter.unread': 'must not be null; leave it out' });
    const list = unread === undefined ? this.all : unread ? this.unread : this.read;
    return list.of(userId, { ...args, filter: conditions });
  }
}
