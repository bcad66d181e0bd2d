import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, registerEnumType } from 'type-graphql';

export enum DeadlineEventOrder {
  AT_DESC = 'AT_DESC',
  AT_ASC = 'AT_ASC',
}
registerEnumType(DeadlineEventOrder, { name: 'DeadlineEventOrder', description: 'How the history of deadlines is ordered.' });

@ArgsType()
export class DeadlineEventPageArgs extends PageArgs {
  @Field(() => DeadlineEventOrder, { defaultValue: DeadlineEventOrder.AT_DESC, description: 'The order of the list.' })
  orderBy!: DeadlineEventOrder;
}
