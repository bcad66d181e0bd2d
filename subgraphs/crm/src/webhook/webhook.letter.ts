import type { OutgoingMail } from '../mail/mail-outlet';
import { type Webhook, WebhookDisabledReason } from './webhook.entity';

/** Tells the owner that a webhook rests. Its address is not in it: letters hold nothing that a user wrote. */
export const webhookDisabledLetter = (to: string, { id }: Pick<Webhook, 'id'>, reason: WebhookDisabledReason): OutgoingMail => ({
  to,
  subject: 'A webhook of yours is disabled',
  body: [
    `Your webhook ${id} at Plat gets no more events: ${WHY[reason]}.`,
    'What is in its log can be sent again, once your server takes it and you have enabled the webhook.',
    `In the API: mutation { enableWebhook(id: "${id}") { status } }\n`,
  ].join('\n\n'),
});

const WHY: Readonly<Record<WebhookDisabledReason, string>> = {
  [WebhookDisabledReason.FAILING]: 'your server has taken none for a day',
  [WebhookDisabledReason.GONE]: 'your server answered 410, which is to say that it wants none',
  [WebhookDisabledReason.BACKLOG]: 'your server takes none, and ten thousand wait for it',
  [WebhookDisabledReason.OWNER]: 'you have disabled it',
};
