import { createHmac } from 'node:crypto';
import { SECRET_PREFIX, type WebhookSecrets } from './webhook.secret';

/** A message, as it is signed. */
export interface SignedMessage {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The headers of Standard Webhooks: HMAC-SHA256 over id, time and body, one signature for each secret, so that a receiver
 * may change secrets when it likes. Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const signatureHeaders = (secrets: WebhookSecrets, { id, timestamp, body }: SignedMessage): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': secrets.map((secret) => `v1,${signed(secret, `${id}.${timestamp}.${body}`)}`).join(' '),
});

const signed = (secret: string, text: string): string =>
  createHmac('sha256', Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64'))
    .update(text)
    .digest('base64');
