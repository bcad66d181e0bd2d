import { narrowed } from '@plat/shared/access/scope';
import { notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { Equal, IsNull } from 'typeorm';
import { User } from '../user/user.entity';
import { Notification } from './notification.entity';
import { visibleNotifications } from './notification.policy';

/** What users say of their notifications: that they were read, once and for all. */
export class NotificationService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly clock: () => Date,
  ) {}

  /** Marking what was read changes nothing. @throws PlatError NOT_FOUND */
  async markRead(id: string): Promise<Notification> {
    const { db } = this.scope;
    const notification = await this.own(id);
    const readAt = this.clock();
    // Of two at once one marks it; the other one finds it marked.
    const { affected } = await db.update(Notification, { id: notification.id, readAt: IsNull() }, { readAt });
    if (!affected) return this.own(id);
    Object.assign(notification, { readAt });
    await this.events.record('notification.read', notification, { before: { readAt: null }, after: { readAt } });
    return notification;
  }

  /**
   * Marks what its user has seen: that notification and all that came before it, and none that has come meanwhile.
   * @returns how many were unread @throws PlatError NOT_FOUND
   */
  async markAllRead(upTo: string): Promise<number> {
    const { db, viewer } = this.scope;
    const { id } = await this.own(upTo);
    const user = await db.findOne(User, { where: { id: viewer.userId }, lock: { mode: 'pessimistic_write' } });
    if (!user) throw notFound('User', viewer.userId);
    const { affected } = await db
      .createQueryBuilder()
      .update(Notification)
      .set({ readAt: this.clock() })
      .where(visibleNotifications(viewer))
      .andWhere('read_at IS NULL')
      .andWhere('(created_at, id) <= (SELECT created_at, id FROM notifications WHERE id = :id)', { id })
      .execute();
    if (affected) await this.events.record('user.notifications_read', user, { after: {}, upTo: id, count: affected });
    return affected ?? 0;
  }

  private async own(id: string): Promise<Notification> {
    const { db, viewer } = this.scope;
    const where = isUuid(id) && narrowed(visibleNotifications(viewer), 'id', Equal(id));
    const found = where ? await db.findOne(Notification, { where }) : null;
    if (!found) throw notFound('Notification', id);
    return found;
  }
}
