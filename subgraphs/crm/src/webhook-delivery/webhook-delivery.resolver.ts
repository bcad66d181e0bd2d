import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { Webhook } from '../webhook/webhook.entity';
import { WebhookDelivery } from './webhook-delivery.entity';

@Resolver(() => WebhookDelivery)
export class WebhookDeliveryResolver {
  @FieldResolver(() => Webhook, { nullable: true, description: 'The webhook.' })
  webhook(@Root() { webhookId }: WebhookDelivery, @Ctx() { loaders }: CrmContext) {
    return loaders.webhook.load(webhookId);
  }

  @Mutation(() => WebhookDelivery, {
    nullable: true,
    description: 'Sends a message of the type `webhook.test` to a webhook of yours; read the delivery again to see what came of it.',
  })
  sendTestEvent(
    @Arg('webhookId', () => ID, { description: 'Which webhook.' }) webhookId: string,
    @Ctx() { webhookDeliveries }: CrmContext,
  ) {
    return webhookDeliveries.sendTest(webhookId);
  }

  @Mutation(() => WebhookDelivery, {
    nullable: true,
    description: 'Sends a message to a webhook of yours once more, with the same `webhook-id`, whatever came of it before.',
  })
  resendWebhookDelivery(@Arg('id', () => ID, { description: 'Which delivery.' }) id: string, @Ctx() { webhookDeliveries }: CrmContext) {
    return webhookDeliveries.resend(id);
  }
}
