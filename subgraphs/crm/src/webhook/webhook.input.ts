import { IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { UrlScalar } from '@plat/shared/graphql/url-scalar';
import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Webhook, WebhookStatus } from './webhook.entity';

export enum WebhookOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
}
registerEnumType(WebhookOrder, { name: 'WebhookOrder', description: 'How a list of webhooks is ordered.' });

@InputType('WebhookFilter', { description: 'Which webhooks; all conditions must hold.' })
export class WebhookFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By address.' })
  url?: StringFilter;

  @Field(() => [WebhookStatus], { nullable: true, description: 'With one of these statuses.' })
  status?: WebhookStatus[];
}

@ArgsType()
export class WebhookPageArgs extends PageArgs {
  @Field(() => WebhookFilter, { nullable: true, description: 'Which webhooks; all that you may see if not given.' })
  filter?: WebhookFilter;

  @Field(() => WebhookOrder, { defaultValue: WebhookOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: WebhookOrder;
}

@InputType('CreateWebhookInput', { description: 'A new webhook of yours.' })
export class CreateWebhookInput {
  @Field(() => UrlScalar, {
    description: 'Where events are posted to: an https address of the open Internet, at port 443 or one from 1024 on, without a user name.',
  })
  url!: string;

  @Field(() => String, { nullable: true, description: 'What you say of it; at most 255 characters.' })
  description?: string | null;

  @Field(() => [String], {
    description: 'The types of events that it gets, 1 to 50: `property.created`, all of a noun as `property.*`, or `*` for all.',
  })
  eventTypes!: string[];
}

@InputType('UpdateWebhookInput', { description: 'What changes in a webhook; what is left out stays.' })
export class UpdateWebhookInput {
  @Field(() => ID, { description: 'Which webhook.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => UrlScalar, { nullable: true, description: 'Where events are posted to from now on, those included that wait.' })
  url?: string;

  @Field(() => String, { nullable: true, description: 'What you say of it; at most 255 characters. Null takes it away.' })
  description?: string | null;

  @Field(() => [String], { nullable: true, description: 'The types of events that it gets from now on, 1 to 50.' })
  eventTypes?: string[];
}

@ObjectType('WebhookSecret', {
  description: 'A webhook with what signs its messages; keep it where your server finds it, it is not shown again.',
})
export class WebhookSecret {
  @Field(() => Webhook, { description: 'Which webhook it is.' })
  webhook!: Webhook;

  @Field(() => String, { description: 'The secret of Standard Webhooks: `whsec_`, then the key in base64.' })
  secret!: string;
}
