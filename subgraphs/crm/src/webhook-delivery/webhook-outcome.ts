import { NOBODY } from '@plat/shared/access/viewer';
import type { AsSystem } from '@plat/shared/database/system-database';
import { Events } from '@plat/shared/events/events';
import type { EntityManager } from 'typeorm';
import type { Mailer } from '../mail/mailer';
import { type Enclose, Post } from '../mail/post';
import { User } from '../user/user.entity';
import { Webhook, WebhookDisabledReason, WebhookStatus } from '../webhook/webhook.entity';
import { webhookDisabledLetter } from '../webhook/webhook.letter';
import { backOff } from './back-off';
import { WebhookDelivery, WebhookDeliveryStatus } from './webhook-delivery.entity';
import { SEND_WEBHOOKS } from './webhook-delivery.tasks';

const DAY_MS = 24 * 3_600_000;
/** A day in which nothing was tried says nothing of the partner. */
const LEAST_FAILURES = 5;
const GONE = 410;

/** What came of sending a message once. */
export interface Attempt {
  readonly at: Date;
  readonly tookMs: number;
  /** None without an answer. */
  readonly status: number | null;
  readonly excerpt: string | null;
  /** Why there was no answer. */
  readonly fault: string | null;
}

const BY = { viewer: NOBODY, origin: { requestId: `job ${SEND_WEBHOOKS}` } };

type Leased = Pick<Webhook, 'id' | 'leasedUntil' | 'version'>;

/** Keeps what came of an attempt: the log, when the next one is, and whether the webhook is to rest. */
export class WebhookOutcome {
  private readonly post: Post;

  constructor(
    private readonly parts: { readonly mailer: Mailer; readonly clock: () => Date; readonly random: () => number },
    private readonly asSystem: AsSystem,
  ) {
    this.post = new Post({ asSystem }, parts.mailer, parts.clock);
  }

  /** @returns whether the message was taken, and the webhook is still ours and what it was */
  keep(leased: Leased, deliveryId: string, attempt: Attempt): Promise<boolean> {
    return this.post.together((enclose) =>
      this.asSystem(async (db) => {
        const webhook = await db.findOne(Webhook, {
          where: { id: leased.id },
          select: { id: true, userId: true, status: true, version: true, failures: true, failingSince: true, leasedUntil: true },
          lock: { mode: 'pessimistic_write' },
        });
        const delivery = webhook && (await db.findOne(WebhookDelivery, { where: { id: deliveryId }, lock: { mode: 'pessimistic_write' } }));
        if (!webhook || !delivery) return false; // deleted meanwhile
        const isTaken = attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
        await this.log(db, delivery, attempt, isTaken);
        if (isTaken) await db.update(Webhook, { id: webhook.id }, { failures: 0, failingSince: null, pausedUntil: null });
        else await this.failed(db, webhook, attempt, enclose);
        const isOurs = webhook.leasedUntil?.getTime() === leased.leasedUntil?.getTime() && webhook.version === leased.version;
        return isTaken && isOurs;
      }),
    );
  }

  /** Ends what waits for a webhook whose server takes nothing, and lets it rest. */
  async overflow(id: string): Promise<void> {
    await this.post.together((enclose) =>
      this.asSystem(async (db) => {
        const webhook = await db.findOne(Webhook, { where: { id, status: WebhookStatus.ACTIVE }, lock: { mode: 'pessimistic_write' } });
        if (webhook?.failingSince) await this.disable(db, webhook, WebhookDisabledReason.BACKLOG, enclose);
      }),
    );
  }

  private async log(db: EntityManager, delivery: WebhookDelivery, attempt: Attempt, isTaken: boolean): Promise<void> {
    const attempts = delivery.attempts + 1;
    const isOver = isTaken || attempt.at.getTime() - delivery.queuedAt.getTime() >= DAY_MS;
    const wait = backOff(attempts, this.parts.random());
    await db.update(
      WebhookDelivery,
      { id: delivery.id },
      {
        attempts,
        status: isTaken ? WebhookDeliveryStatus.DELIVERED : isOver ? WebhookDeliveryStatus.FAILED : WebhookDeliveryStatus.PENDING,
        nextAttemptAt: isOver ? null : new Date(attempt.at.getTime() + wait),
        lastAttemptAt: attempt.at,
        ...(isTaken && { deliveredAt: attempt.at }),
        durationMs: attempt.tookMs,
        responseStatus: attempt.status,
        responseExcerpt: attempt.excerpt,
        fault: attempt.fault,
      },
    );
  }

  /** The webhook is left alone for longer each time: what waits for it costs one attempt, not one each. */
  private async failed(db: EntityManager, webhook: Webhook, { at, status }: Attempt, enclose: Enclose): Promise<void> {
    const failures = webhook.failures + 1;
    const failingSince = webhook.failingSince ?? at;
    const pausedUntil = new Date(at.getTime() + backOff(failures, this.parts.random()));
    await db.update(Webhook, { id: webhook.id }, { failures, failingSince, pausedUntil });
    if (webhook.status === WebhookStatus.DISABLED) return;
    if (status === GONE) await this.disable(db, webhook, WebhookDisabledReason.GONE, enclose);
    else if (failures >= LEAST_FAILURES && at.getTime() - failingSince.getTime() >= DAY_MS)
      await this.disable(db, webhook, WebhookDisabledReason.FAILING, enclose);
  }

  private async disable(db: EntityManager, { id, version }: Webhook, reason: WebhookDisabledReason, enclose: Enclose): Promise<void> {
    const now = this.parts.clock();
    const after = { status: WebhookStatus.DISABLED, disabledReason: reason, disabledAt: now };
    await db.update(Webhook, { id }, { ...after, version: version + 1, updatedAt: now });
    await db.update(
      WebhookDelivery,
      { webhookId: id, status: WebhookDeliveryStatus.PENDING },
      { status: WebhookDeliveryStatus.FAILED, nextAttemptAt: null },
    );
    const webhook = await db.findOneByOrFail(Webhook, { id });
    // Who is to be told of it is named by the event: notifications and the webhook's own log of events read it there.
    await new Events({ db, ...BY }).record('webhook.disabled', webhook, {
      before: { status: WebhookStatus.ACTIVE, disabledReason: null, disabledAt: null },
      after: { ...after, userId: webhook.userId },
    });
    const { email } = await db.findOneOrFail(User, { where: { id: webhook.userId }, select: { id: true, email: true } });
    await enclose(db, webhookDisabledLetter(email, webhook, reason));
  }
}
