import { randomUUID } from 'node:crypto';
import { narrowed } from '@plat/shared/access/scope';
import type { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import { assertVersion } from '@plat/shared/database/assert-version';
import { revise } from '@plat/shared/database/revise';
import { conflict, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { OutboundTargets } from '@plat/shared/outbound/outbound-target';
import { Equal } from 'typeorm';
import { Webhook, WebhookDisabledReason, WebhookStatus } from './webhook.entity';
import type { CreateWebhookInput, UpdateWebhookInput, WebhookSecret } from './webhook.input';
import { assertMayUseWebhook, visibleWebhooks } from './webhook.policy';
import { checkWebhook } from './webhook.rules';
import { newSecret, openSecrets, sealSecrets } from './webhook.secret';

/** The columns that a request may give a new row; naming another one, even with its default, the database refuses. */
const INSERTED = ['id', 'userId', 'url', 'description', 'eventTypes', 'secretCiphertext', 'nonce', 'salt'];
const MAX_WEBHOOKS = 20;
/** How long messages are signed with the previous secret, too. */
const OVERLAP_MS = 24 * 3_600_000;

/** Addresses of users to which events are posted. */
export class WebhookService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly cipher: SecretCipher,
    private readonly targets: OutboundTargets,
    private readonly clock: () => Date,
  ) {}

  /** @throws PlatError BAD_USER_INPUT with each argument that breaks a rule, CONFLICT with too many webhooks */
  async create(input: CreateWebhookInput): Promise<WebhookSecret> {
    const { db, viewer } = this.scope;
    const { url, description = null } = input;
    const eventTypes = [...new Set(input.eventTypes)].sort();
    const owned = { id: randomUUID(), userId: viewer.userId };
    // Names and keys take their time; before the first statement no connection waits for them.
    await checkWebhook(this.targets, { ...input, eventTypes });
    const secret = newSecret();
    const sealed = await sealSecrets(this.cipher, owned, [secret]);
    await db.query(`SELECT pg_advisory_xact_lock(hashtextextended('webhooks ' || $1, 0))`, [owned.userId]);
    const had = await db.countBy(Webhook, { userId: owned.userId });
    if (had >= MAX_WEBHOOKS) throw conflict(`You have ${MAX_WEBHOOKS} webhooks; delete one first.`, { webhooks: had });
    const row = { ...owned, ...sealed, url, description, eventTypes };
    await db
      .createQueryBuilder()
      .insert()
      .into(Webhook, INSERTED)
      .values(row as never)
      .updateEntity(false) // it would read back what a request may not
      .execute();
    const webhook = await db.findOneByOrFail(Webhook, { id: owned.id });
    await this.events.record('webhook.created', webhook);
    return { webhook, secret };
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version */
  async update({ id, version, ...input }: UpdateWebhookInput): Promise<Webhook> {
    const eventTypes = input.eventTypes && [...new Set(input.eventTypes)].sort();
    await checkWebhook(this.targets, { ...input, ...(eventTypes && { eventTypes }) });
    const { row, before, after } = await this.revised(id, { ...input, eventTypes }, version);
    await this.events.record('webhook.updated', row, { before, after });
    return row;
  }

  /** The previous secret signs for a day more; the one before that no longer. @throws PlatError NOT_FOUND, FORBIDDEN, CONFLICT */
  async rotateSecret(id: string): Promise<WebhookSecret> {
    const { viewer } = this.scope;
    const opened = isUuid(id) ? await this.open(id) : undefined;
    if (!opened) {
      await this.locked(id); // says NOT_FOUND and FORBIDDEN
      throw notFound('Webhook', id);
    }
    const secret = newSecret();
    const sealed = await sealSecrets(this.cipher, { id, userId: viewer.userId }, [secret, opened.current]);
    const previousSecretUntil = new Date(this.clock().getTime() + OVERLAP_MS);
    const { row } = await this.revised(id, { ...sealed, previousSecretUntil }, opened.version);
    await this.events.record('webhook.secret_rotated', row, { before: {}, after: { previousSecretUntil } });
    return { webhook: row, secret };
  }

  /** It begins anew: what it failed before does not count. @throws PlatError NOT_FOUND or FORBIDDEN */
  async enable(id: string): Promise<Webhook> {
    const webhook = await this.locked(id);
    if (webhook.status === WebhookStatus.ACTIVE) return webhook;
    const working = { status: WebhookStatus.ACTIVE, disabledReason: null, disabledAt: null };
    const { row, before } = await this.revised(id, { ...working, failingSince: null, failures: 0, pausedUntil: null });
    await this.events.record('webhook.enabled', row, { before: pick(before), after: working });
    return row;
  }

  /** What waits is sent once it is enabled again. @throws PlatError NOT_FOUND or FORBIDDEN */
  async disable(id: string): Promise<Webhook> {
    const webhook = await this.locked(id);
    if (webhook.status === WebhookStatus.DISABLED) return webhook;
    const resting = { status: WebhookStatus.DISABLED, disabledReason: WebhookDisabledReason.OWNER, disabledAt: this.clock() };
    const { row, before } = await this.revised(id, resting);
    await this.events.record('webhook.disabled', row, { before, after: resting });
    return row;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT with the current version */
  async delete(id: string, version?: number | null): Promise<Webhook> {
    const webhook = await this.locked(id);
    assertVersion('Webhook', webhook, version);
    await this.scope.db.delete(Webhook, { id: webhook.id });
    await this.events.record('webhook.deleted', webhook, { before: webhook, after: {} });
    return webhook;
  }

  /** A webhook of the viewer's own, locked until the transaction ends. @throws PlatError NOT_FOUND or FORBIDDEN */
  async locked(id: string): Promise<Webhook> {
    const { db, viewer } = this.scope;
    if (!isUuid(id)) throw notFound('Webhook', id);
    const where = narrowed(visibleWebhooks(viewer), 'id', Equal(id));
    const seen = await db.findOne(Webhook, { where });
    if (!seen) throw notFound('Webhook', id);
    assertMayUseWebhook(viewer, seen);
    const webhook = await db.findOne(Webhook, { where, lock: { mode: 'pessimistic_write' } });
    if (!webhook) throw notFound('Webhook', id);
    return webhook;
  }

  private revised(id: string, changes: Partial<Webhook>, version?: number) {
    const { db, viewer } = this.scope;
    const mayEdit = (webhook: Webhook) => assertMayUseWebhook(viewer, webhook);
    return revise(db, Webhook, { id, version, changes, scope: visibleWebhooks(viewer), mayEdit });
  }

  /** The system reads what a request may not; the rows of others stay shut even for it. */
  private async open(id: string): Promise<{ version: number; current: string } | undefined> {
    const { asSystem, viewer } = this.scope;
    const sealed = await asSystem((db) =>
      db.findOne(Webhook, {
        where: { id, userId: viewer.userId },
        select: { id: true, userId: true, version: true, secretCiphertext: true, nonce: true, salt: true },
      }),
    );
    if (!sealed) return undefined;
    const [current] = await openSecrets(this.cipher, sealed);
    return { version: sealed.version, current };
  }
}

const pick = ({ status, disabledReason, disabledAt }: Partial<Webhook>): Partial<Webhook> => ({ status, disabledReason, disabledAt });
