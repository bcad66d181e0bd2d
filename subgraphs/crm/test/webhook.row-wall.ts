import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What the database answers about webhooks, what is sent to them, and events that wait for their readers. */
export async function webhookRows(crm: TestCrm): Promise<RowCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin, support] = [viewerOf(ann), viewerOf(bob), viewerOf(boss), aViewer('SUPPORT')];
  const [webhook, foreign] = [await crm.webhook(ann), await crm.webhook(bob)];
  const { id } = webhook;
  const delivery = await crm.webhookDelivery(webhook);
  await crm.webhookDelivery(foreign);
  await crm.given((db) =>
    db.query(`INSERT INTO webhook_events (event_id, type, subject_type, occurred_at, changed, due_at)
      VALUES (gen_random_uuid(), 'lead.created', 'Lead', now(), '{}', now())`),
  );

  const each = (does: string, sql: string, value: string, who: Readonly<Record<string, readonly [Viewer, number]>>): RowCase[] =>
    Object.entries(who).map(([name, [as, expect]]) => ({ name: `${name} ${does}`, as, sql, values: [value], expect }));
  const refused = (name: string, as: Viewer, sql: string, ...values: string[]): RowCase => ({ name, as, sql, values, expect: 'refused' });
  const system = (does: string, sql: string, ...values: string[]): RowCase => ({
    name: `the system ${does}`,
    as: NOBODY,
    role: 'system',
    sql,
    values,
    expect: 1,
  });
  const adds = `INSERT INTO webhooks (user_id, url, event_types, secret_ciphertext, nonce, salt) VALUES ($1, 'https://e.com', '{*}', 'c', 'n', 's')`;
  const sends = `INSERT INTO webhook_deliveries (webhook_id, user_id, event_id, type, body, occurred_at)
    VALUES ($1, $2, gen_random_uuid(), 'webhook.test', '{}', now())`;
  const reads = { owner: [owner, 1], stranger: [stranger, 0], admin: [admin, 1], support: [support, 0], nobody: [NOBODY, 0] } as const;
  const writes = { owner: [owner, 1], stranger: [stranger, 0], admin: [admin, 0] } as const;

  return [
    ...each('reads a webhook', 'SELECT id FROM webhooks WHERE id = $1', id, reads),
    ...each('edits a webhook', 'UPDATE webhooks SET version = 2 WHERE id = $1', id, writes),
    ...each('deletes a webhook', 'DELETE FROM webhooks WHERE id = $1', id, writes),
    // Without WHERE nothing is read, so that only the policies for UPDATE and DELETE decide.
    { name: 'owner edits all webhooks', as: owner, sql: 'UPDATE webhooks SET version = 2', expect: 1 },
    { name: 'owner deletes all webhooks', as: owner, sql: 'DELETE FROM webhooks', expect: 1 },
    { name: 'owner adds a webhook', as: owner, sql: adds, values: [ann.id], expect: 1 },
    refused('stranger adds a webhook of another', stranger, adds, ann.id),
    refused('admin adds a webhook of another', admin, adds, ann.id),
    refused('owner gives a webhook away', owner, 'UPDATE webhooks SET user_id = $2 WHERE id = $1', id, bob.id),
    refused('owner keeps a webhook from being sent to', owner, 'UPDATE webhooks SET leased_until = now() WHERE id = $1', id),
    ...['secret_ciphertext', 'nonce', 'salt', 'leased_until'].flatMap((column): RowCase[] => [
      refused(`owner reads ${column} of a webhook`, owner, `SELECT ${column} FROM webhooks WHERE id = $1`, id),
      refused(`admin reads ${column} of a webhook`, admin, `SELECT ${column} FROM webhooks WHERE id = $1`, id),
    ]),
    ...each('reads a delivery', 'SELECT id FROM webhook_deliveries WHERE id = $1', delivery.id, reads),
    ...each(
      'has a delivery sent again',
      `UPDATE webhook_deliveries SET status = 'PENDING', next_attempt_at = now() WHERE id = $1`,
      delivery.id,
      writes,
    ),
    { name: 'owner has all deliveries sent again', as: owner, sql: 'UPDATE webhook_deliveries SET queued_at = now()', expect: 1 },
    { name: 'owner sends to a webhook', as: owner, sql: sends, values: [id, ann.id], expect: 1 },
    refused('stranger sends to a webhook of another in their name', stranger, sends, id, ann.id),
    refused('stranger sends to a webhook of another', stranger, sends, id, bob.id),
    refused('owner sends to a webhook of another', owner, sends, foreign.id, ann.id),
    refused('admin sends to a webhook of another', admin, sends, id, boss.id),
    refused('owner says that a delivery was answered', owner, 'UPDATE webhook_deliveries SET response_status = 200 WHERE id = $1', id),
    refused('owner deletes a delivery', owner, 'DELETE FROM webhook_deliveries WHERE id = $1', delivery.id),
    refused('owner reads events that wait', owner, 'SELECT event_id FROM webhook_events'),
    refused('admin reads events that wait', admin, 'SELECT event_id FROM webhook_events'),
    system('reads a webhook', 'SELECT secret_ciphertext FROM webhooks WHERE id = $1', id),
    system('leases a webhook', 'UPDATE webhooks SET leased_until = now() WHERE id = $1', id),
    system('keeps what came of a delivery', 'UPDATE webhook_deliveries SET response_status = 200 WHERE id = $1', delivery.id),
    system('reads events that wait', `SELECT event_id FROM webhook_events WHERE type = 'lead.created' LIMIT 1`),
    system('keeps an event', `UPDATE webhook_events SET due_at = now() WHERE event_id = (SELECT event_id FROM webhook_events LIMIT 1)`),
  ];
}
