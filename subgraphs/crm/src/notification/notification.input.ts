import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, InputType, registerEnumType } from 'type-graphql';
import { NotificationKind } from './notification.kind';

export enum NotificationOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
}
registerEnumType(NotificationOrder, { name: 'NotificationOrder', description: 'How a list of notifications is ordered.' });

@InputType('NotificationFilter', { description: 'Which notifications; all conditions must hold.' })
export class NotificationFilter {
  @Field(() => Boolean, { nullable: true, description: 'Only unread ones, or only those that were read.' })
  unread?: boolean | null;

  @Field(() => [NotificationKind], { nullable: true, description: 'Of one of these kinds.' })
  kind?: NotificationKind[] | null;
}

@ArgsType()
export class NotificationPageArgs extends PageArgs {
  @Field(() => NotificationFilter, { nullable: true, description: 'Which notifications; all of them if not given.' })
  filter?: NotificationFilter | null;

  @Field(() => NotificationOrder, { defaultValue: NotificationOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: NotificationOrder;
}
