import type { EventHandler } from '@plat/shared/events/consumer';
import { isUuid } from '@plat/shared/graphql/scalars';
import { asList, type NotificationRule } from './notification.rule';
import { NOTIFICATION_RULES } from './notification.rules';

/**
 * Whoever is meant and active, but not who caused the event or has switched the kind off. The time is that of the
 * statement and not of the transaction, so that what a batch of events tells stays in their order.
 */
const TELL_SQL = `INSERT INTO notifications (user_id, kind, subject_type, subject_id, message, link_url, dedupe_key, created_at)
  SELECT u.id, $5::text, $6, $7, $8, $9, concat_ws(' ', $10::text, u.id, $5::text), clock_timestamp()
  FROM users u WHERE u.is_active AND u.id IN (
      SELECT unnest($1::uuid[])
      UNION SELECT id FROM users WHERE contact_id = ANY ($2::uuid[])
      UNION SELECT id FROM users WHERE client_id = ANY ($3::uuid[])
      UNION SELECT user_id FROM workspace_members WHERE workspace_id = ANY ($4::uuid[])
      UNION SELECT id FROM users WHERE id = ANY ($13::uuid[]) AND contact_id = ANY ($14::uuid[]))
    AND ($12 OR (u.id IS DISTINCT FROM $11::uuid AND NOT EXISTS (SELECT FROM user_preferences p
      WHERE p.user_id = u.id AND p.preference_key = 'notifications' AND p.preference_value -> 'muted' @> to_jsonb($5::text))))
  ON CONFLICT (dedupe_key) DO NOTHING`;

const MAX_LINK = 1024;

const rules = new Map<string, NotificationRule[]>();
for (const rule of NOTIFICATION_RULES) rules.set(rule.on, [...(rules.get(rule.on) ?? []), rule]);

const ids = (values: readonly unknown[] = []): string[] => values.filter((value) => typeof value === 'string').filter(isUuid);

/** Tells users what an event means for them, by the rules: one statement for each that holds, and none for other events. */
export const notify: EventHandler = async (event, { db }) => {
  for (const { kind, when, to, message, link, once, isSecurity = false } of rules.get(event.type) ?? []) {
    if (when && !when(event)) continue;
    const { users, contacts, clients, workspaces, userAmong } = to(event);
    const meant = [users, contacts, clients, workspaces].map(ids);
    const among = [ids([userAmong?.userId]), ids(asList(userAmong?.contacts))];
    if (meant.every((some) => some.length === 0) && among.some((some) => some.length === 0)) continue;
    const { id, subjectType, subjectId, actorUserId } = event;
    const subject = subjectId && isUuid(subjectId) ? subjectId : null;
    const path = link?.(event).slice(0, MAX_LINK) ?? null;
    const key = ids([once?.(event)])[0] ?? id;
    await db.query(TELL_SQL, [...meant, kind, subjectType, subject, message(event), path, key, actorUserId, isSecurity, ...among]);
  }
};
