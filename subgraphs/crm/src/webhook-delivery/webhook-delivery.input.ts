import { StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, InputType, registerEnumType } from 'type-graphql';
import { WebhookDeliveryStatus } from './webhook-delivery.entity';

export enum WebhookDeliveryOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
}
registerEnumType(WebhookDeliveryOrder, { name: 'WebhookDeliveryOrder', description: 'How a list of deliveries is ordered.' });

@InputType('WebhookDeliveryFilter', { description: 'Which deliveries; all conditions must hold.' })
export class WebhookDeliveryFilter {
  @Field(() => [WebhookDeliveryStatus], { nullable: true, description: 'With one of these statuses.' })
  status?: WebhookDeliveryStatus[];

  @Field(() => StringFilter, { nullable: true, description: 'By the type of the event.' })
  type?: StringFilter;
}

@ArgsType()
export class WebhookDeliveryPageArgs extends PageArgs {
  @Field(() => WebhookDeliveryFilter, { nullable: true, description: 'Which deliveries; all if not given.' })
  filter?: WebhookDeliveryFilter;

  @Field(() => WebhookDeliveryOrder, { defaultValue: WebhookDeliveryOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: WebhookDeliveryOrder;
}
