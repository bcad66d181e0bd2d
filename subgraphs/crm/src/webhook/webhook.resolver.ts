import { EVENT_TYPES } from '@plat/shared/events/event-types';
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { User } from '../user/user.entity';
import { WebhookDeliveryConnection } from '../webhook-delivery/webhook-delivery.entity';
import { WebhookDeliveryPageArgs } from '../webhook-delivery/webhook-delivery.input';
import { Webhook, WebhookConnection } from './webhook.entity';
import { CreateWebhookInput, UpdateWebhookInput, WebhookPageArgs, WebhookSecret } from './webhook.input';

@Resolver(() => Webhook)
export class WebhookResolver {
  @Query(() => Webhook, { nullable: true, description: 'A webhook by id; null when there is none that you may see.' })
  webhook(@Arg('id', () => ID, { description: 'The id of the webhook.' }) id: string, @Ctx() { loaders }: CrmContext) {
    return loaders.webhook.load(id);
  }

  @Query(() => WebhookConnection, { nullable: true, description: 'Webhooks that you may see: your own, or all as an administrator.' })
  webhooks(@Args(() => WebhookPageArgs) args: WebhookPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.webhooks.root(args);
  }

  @Query(() => [String], {
    nullable: true,
    description:
      'The types of events that a webhook may ask for, all of a noun as `property.*`, or `*`; those of which you may know are sent.',
  })
  webhookEventTypes() {
    return EVENT_TYPES;
  }

  @FieldResolver(() => User, { nullable: true, description: 'The owner.' })
  user(@Root() { userId }: Webhook, @Ctx() { loaders }: CrmContext) {
    return loaders.user.load(userId);
  }

  @FieldResolver(() => WebhookDeliveryConnection, { nullable: true, description: 'What was sent to it, and what is still to be.' })
  deliveries(@Root() { id }: Webhook, @Args(() => WebhookDeliveryPageArgs) args: WebhookDeliveryPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.deliveriesOfWebhook.of(id, args);
  }

  @Mutation(() => WebhookSecret, {
    nullable: true,
    description: 'Has events posted to an address of yours, and answers what signs them. You may have twenty webhooks.',
  })
  createWebhook(
    @Arg('input', () => CreateWebhookInput, { description: 'The new webhook.' }) input: CreateWebhookInput,
    @Ctx() { webhooks }: CrmContext,
  ) {
    return webhooks.create(input);
  }

  @Mutation(() => Webhook, { nullable: true, description: 'Edits a webhook of yours: its address, its types of events, its description.' })
  updateWebhook(
    @Arg('input', () => UpdateWebhookInput, { description: 'Which webhook, and what changes.' }) input: UpdateWebhookInput,
    @Ctx() { webhooks }: CrmContext,
  ) {
    return webhooks.update(input);
  }

  @Mutation(() => WebhookSecret, {
    nullable: true,
    description: 'Gives a webhook of yours a new secret. For a day, messages are signed with the previous one as well.',
  })
  rotateWebhookSecret(@Arg('id', () => ID, { description: 'Which webhook.' }) id: string, @Ctx() { webhooks }: CrmContext) {
    return webhooks.rotateSecret(id);
  }

  @Mutation(() => Webhook, { nullable: true, description: 'Lets a webhook of yours get events again, whatever it failed before.' })
  enableWebhook(@Arg('id', () => ID, { description: 'Which webhook.' }) id: string, @Ctx() { webhooks }: CrmContext) {
    return webhooks.enable(id);
  }

  @Mutation(() => Webhook, {
    nullable: true,
    description: 'Lets a webhook of yours get no events until you enable it; those are not kept.',
  })
  disableWebhook(@Arg('id', () => ID, { description: 'Which webhook.' }) id: string, @Ctx() { webhooks }: CrmContext) {
    return webhooks.disable(id);
  }

  @Mutation(() => Webhook, { nullable: true, description: 'Deletes a webhook of yours with its log for good, and answers what it was.' })
  deleteWebhook(
    @Arg('id', () => ID, { description: 'Which webhook.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { webhooks }: CrmContext,
  ) {
    return webhooks.delete(id, version);
  }
}
