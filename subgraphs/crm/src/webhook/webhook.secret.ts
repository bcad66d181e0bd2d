import { randomBytes } from 'node:crypto';
import { Limiter } from '@plat/shared/crypto/limiter';
import type { SealedSecret, SecretCipher, SecretPlace } from '@plat/shared/crypto/secret-cipher';
import type { Webhook } from './webhook.entity';

/** What the secrets of Standard Webhooks begin with; the key in base64 follows. */
export const SECRET_PREFIX = 'whsec_';
const KEY_BYTES = 32;

/** Where the secrets of a webhook are kept; what was encrypted for another row or owner cannot be read there. */
export const webhookPlace = ({ id, userId }: Pick<Webhook, 'id' | 'userId'>): SecretPlace => ({
  table: 'webhooks',
  column: 'secret_ciphertext',
  rowId: id,
  ownerId: userId,
});

/** @param random bytes that nobody guesses */
export const newSecret = (random: (size: number) => Buffer = randomBytes): string =>
  `${SECRET_PREFIX}${random(KEY_BYTES).toString('base64')}`;

/** What a webhook's messages are signed with: the secret, then perhaps the one before it. */
export type WebhookSecrets = readonly [string, ...string[]];

/** The columns that keep the secrets. They take a good part of a second, in node's thread pool. */
export async function sealSecrets(
  cipher: SecretCipher,
  webhook: Pick<Webhook, 'id' | 'userId'>,
  secrets: WebhookSecrets,
): Promise<Pick<Webhook, 'secretCiphertext' | 'nonce' | 'salt'>> {
  const { ciphertext, nonce, salt } = await cipher.encrypt(secrets.join(' '), webhookPlace(webhook));
  return { secretCiphertext: ciphertext, nonce, salt };
}

/** A row as the system reads it to sign. */
export type SealedWebhook = Pick<Webhook, 'id' | 'userId' | 'secretCiphertext' | 'nonce' | 'salt'>;

/** @throws UnreadableSecretError when they were altered or moved, or their master key is missing */
export async function openSecrets(
  cipher: SecretCipher,
  { secretCiphertext, nonce, salt, ...webhook }: SealedWebhook,
): Promise<WebhookSecrets> {
  const sealed: SealedSecret = { ciphertext: secretCiphertext, nonce, salt };
  return (await cipher.decrypt(sealed, webhookPlace(webhook))).split(' ') as [string, ...string[]];
}

/** Webhooks whose secrets stay opened. */
const KEPT = 1_000;
/** Opened at a time: more would keep the thread pool, which derives keys, from passwords. */
const AT_ONCE = 2;

/** Opens secrets once for many messages: to derive their key takes longer than to send one. Those used last stay in memory. */
export class SecretRing {
  private readonly opened = new Map<string, Promise<WebhookSecrets>>();
  private readonly limiter = new Limiter(AT_ONCE, KEPT, () => new Error('Too many webhooks are opened at a time.'));

  constructor(private readonly cipher: SecretCipher) {}

  /** @throws UnreadableSecretError */
  open(sealed: SealedWebhook): Promise<WebhookSecrets> {
    const key = [sealed.id, sealed.userId, sealed.secretCiphertext, sealed.nonce, sealed.salt].join(' ');
    const found = this.opened.get(key) ?? this.limiter.run(() => openSecrets(this.cipher, sealed));
    this.opened.delete(key);
    this.opened.set(key, found);
    found.catch(() => this.opened.delete(key));
    const [oldest] = this.opened.keys();
    if (this.opened.size > KEPT && oldest !== undefined) this.opened.delete(oldest);
    return found;
  }
}
