import type { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import type { AsSystem } from '@plat/shared/database/system-database';
import { faultName } from '@plat/shared/events/fault-name';
import type { OutboundPost } from '@plat/shared/outbound/outbound-post';
import type { Mailer } from '../mail/mailer';
import type { SealedWebhook, SecretRing, WebhookSecrets } from '../webhook/webhook.secret';
import { signatureHeaders } from '../webhook/webhook.signature';
import { type Attempt, WebhookOutcome } from './webhook-outcome';

/** Longer than a turn takes: while it lasts, no other process sends to the webhook. */
const LEASE_MS = 90_000;
/** Messages of one turn: then others have theirs. */
const TURN = 5;
const MAX_EXCERPT = 1_000;

/**
 * The webhook with something due that has waited longest for its turn. One that another process serves is passed over, and
 * so is one whose owner was shut out.
 */
const LEASE_SQL = `WITH due AS MATERIALIZED (
    SELECT w.id FROM webhooks w WHERE w.status = 'ACTIVE' AND (w.paused_until IS NULL OR w.paused_until <= $1)
      AND (w.leased_until IS NULL OR w.leased_until <= $1) AND EXISTS (SELECT FROM users u WHERE u.id = w.user_id AND u.is_active)
      AND EXISTS (SELECT FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.status = 'PENDING' AND d.next_attempt_at <= $1)
    ORDER BY w.served_at NULLS FIRST, w.id LIMIT 1 FOR UPDATE OF w SKIP LOCKED
  ), leased AS (UPDATE webhooks w SET leased_until = $2, served_at = $1 FROM due WHERE w.id = due.id
    RETURNING w.id, w.user_id AS "userId", w.url, w.secret_ciphertext AS "secretCiphertext", w.nonce, w.salt,
      w.previous_secret_until AS "previousSecretUntil", w.leased_until AS "leasedUntil", w.version)
  SELECT * FROM leased`;

const DUE_SQL = `SELECT id, event_id AS "eventId", body FROM webhook_deliveries
  WHERE webhook_id = $1 AND status = 'PENDING' AND next_attempt_at <= $2 ORDER BY next_attempt_at, occurred_at, id LIMIT ${TURN}`;

const GIVE_BACK_SQL = 'UPDATE webhooks SET leased_until = NULL WHERE id = $1 AND leased_until = $2';

/** A webhook that is ours to serve for a while. */
export interface LeasedWebhook extends SealedWebhook {
  readonly url: string;
  readonly previousSecretUntil: Date | null;
  readonly leasedUntil: Date;
  readonly version: number;
}

interface Due {
  readonly id: string;
  readonly eventId: string;
  readonly body: string;
}

/** What sending works with, besides a database. */
export interface WebhookParts {
  readonly cipher: SecretCipher;
  readonly post: OutboundPost;
  readonly mailer: Mailer;
  readonly clock: () => Date;
  /** From 0 to 1, by chance. */
  readonly random: () => number;
}

/** Serves one webhook after another, a few messages each. No transaction is open while somebody else is waited for. */
export class WebhookSending {
  private readonly outcome: WebhookOutcome;

  constructor(
    private readonly parts: WebhookParts,
    private readonly ring: SecretRing,
    private readonly asSystem: AsSystem,
  ) {
    this.outcome = new WebhookOutcome(parts, asSystem);
  }

  /** The next webhook with something due, or undefined. */
  async lease(): Promise<LeasedWebhook | undefined> {
    const now = this.parts.clock();
    const [leased]: LeasedWebhook[] = await this.asSystem((db) => db.query(LEASE_SQL, [now, new Date(now.getTime() + LEASE_MS)]));
    return leased;
  }

  /** Sends what is due to a webhook, one message after another, and no more after one that was not taken. */
  async serve(webhook: LeasedWebhook, signal: AbortSignal): Promise<void> {
    const { id, leasedUntil } = webhook;
    try {
      const due: Due[] = await this.asSystem((db) => db.query(DUE_SQL, [id, this.parts.clock()]));
      for (const delivery of due) {
        const attempt = await this.attempt(webhook, delivery, signal);
        if (!attempt || !(await this.outcome.keep(webhook, delivery.id, attempt))) return;
      }
    } finally {
      await this.asSystem((db) => db.query(GIVE_BACK_SQL, [id, leasedUntil]));
    }
  }

  /** @returns nothing when it was ended from outside, so that nobody knows */
  private async attempt(webhook: LeasedWebhook, { eventId, body }: Due, signal: AbortSignal): Promise<Attempt | undefined> {
    const { post, clock } = this.parts;
    const at = clock();
    const began = performance.now();
    const took = () => Math.round(performance.now() - began);
    try {
      const secrets = current(await this.ring.open(webhook), webhook, at);
      const signature = signatureHeaders(secrets, { id: eventId, timestamp: Math.floor(at.getTime() / 1_000), body });
      const headers = { 'content-type': 'application/json', 'user-agent': 'Plat-Webhooks/1', ...signature };
      const answer = await post.send(webhook.url, headers, body, signal);
      return { at, tookMs: took(), status: answer.status, excerpt: excerptOf(answer.body), fault: null };
    } catch (error) {
      if (signal.aborted) return undefined;
      return { at, tookMs: took(), status: null, excerpt: null, fault: faultName(error).slice(0, 50) };
    }
  }
}

/** The previous secret signs as long as it was promised, and no longer. */
const current = (secrets: WebhookSecrets, { previousSecretUntil }: LeasedWebhook, now: Date): WebhookSecrets =>
  previousSecretUntil && previousSecretUntil > now ? secrets : [secrets[0]];

/** What a person can read of an answer, and a text column keep. */
const excerptOf = (body: Buffer): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
  [...body.toString('utf8').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')].slice(0, MAX_EXCERPT).join('');
