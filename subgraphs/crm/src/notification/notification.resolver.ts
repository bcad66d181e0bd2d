import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { User } from '../user/user.entity';
import { Notification, NotificationConnection } from './notification.entity';
import { NotificationPageArgs } from './notification.input';

@Resolver(() => Notification)
export class NotificationResolver {
  @FieldResolver(() => User, { nullable: true, description: 'Whom it tells: you.' })
  user(@Root() { userId }: Notification, @Ctx() { loaders }: CrmContext) {
    return loaders.user.load(userId);
  }

  @Mutation(() => Notification, { nullable: true, description: 'Marks a notification of yours as read; one that was read stays as it is.' })
  markNotificationRead(@Arg('id', () => ID, { description: 'Which notification.' }) id: string, @Ctx() { notifications }: CrmContext) {
    return notifications.markRead(id);
  }

  @Mutation(() => Int, {
    nullable: true,
    description: 'Marks a notification of yours and all that came before it as read; how many were unread.',
  })
  markAllNotificationsRead(
    @Arg('upTo', () => ID, { description: 'The newest notification that you have seen; what came after it stays unread.' }) upTo: string,
    @Ctx() { notifications }: CrmContext,
  ) {
    return notifications.markAllRead(upTo);
  }
}

/** What notifications add to a user. */
@Resolver(() => User)
export class UserNotificationsResolver {
  @FieldResolver(() => NotificationConnection, {
    nullable: true,
    description: 'What the user was told, newest first; null for anybody else, administrators too. What was read is kept for 90 days.',
  })
  notifications(@Root() { id }: User, @Args(() => NotificationPageArgs) args: NotificationPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.notificationsOfUser.of(id, args);
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'How many notifications the user has not read; 100 stands for 100 or more. Null for anybody else.',
  })
  async unreadNotificationCount(@Root() { id }: User, @Ctx() { loaders }: CrmContext) {
    return (await loaders.unreadOfUser.load(id))[0] ?? null;
  }
}
