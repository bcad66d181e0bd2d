import type { PlatEvent } from '@plat/shared/events/cloud-event';
import type { BatchHandler } from '@plat/shared/events/consumer';
import { isUuid } from '@plat/shared/graphql/scalars';
import { asList, type NotificationRule } from './notification.rule';
import { NOTIFICATION_RULES } from './notification.rules';

/**
 * Whoever is meant and active, but not who caused the event or has switched the kind off. The time is that of the row and
 * not of the transaction, so that what a batch of events tells stays in their order. $1: what is told, as JSON
 */
const TELL_SQL = `INSERT INTO notifications (user_id, kind, subject_type, subject_id, message, link_url, dedupe_key, created_at)
  SELECT u.id, t.kind, t.subject_type, t.subject_id, t.message, t.link, concat_ws(' ', t.key, u.id, t.kind), clock_timestamp()
  FROM jsonb_to_recordset($1::jsonb) AS t(place int, users uuid[], contacts uuid[], clients uuid[], workspaces uuid[], kind text,
      subject_type text, subject_id uuid, message text, link text, key text, actor uuid, is_security boolean, among_users uuid[],
      among_contacts uuid[])
    JOIN LATERAL (
      SELECT unnest(t.users) AS id
      UNION SELECT id FROM users WHERE contact_id = ANY (t.contacts)
      UNION SELECT id FROM users WHERE client_id = ANY (t.clients)
      UNION SELECT user_id FROM workspace_members WHERE workspace_id = ANY (t.workspaces)
      UNION SELECT id FROM users WHERE id = ANY (t.among_users) AND contact_id = ANY (t.among_contacts)) AS meant ON true
    JOIN users u ON u.id = meant.id AND u.is_active
  WHERE t.is_security OR (u.id IS DISTINCT FROM t.actor AND NOT EXISTS (SELECT FROM user_preferences p
    WHERE p.user_id = u.id AND p.preference_key = 'notifications' AND p.preference_value -> 'muted' @> to_jsonb(t.kind)))
  ORDER BY t.place
  ON CONFLICT (dedupe_key) DO NOTHING`;

const MAX_LINK = 1024;

const rules = new Map<string, NotificationRule[]>();
for (const rule of NOTIFICATION_RULES) rules.set(rule.on, [...(rules.get(rule.on) ?? []), rule]);

const ids = (values: readonly unknown[] = []): string[] => values.filter((value) => typeof value === 'string').filter(isUuid);

/** What an event tells by the rules, each that holds. */
function* toldBy(event: PlatEvent) {
  for (const { kind, when, to, message, link, once, isSecurity = false } of rules.get(event.type) ?? []) {
    if (when && !when(event)) continue;
    const { users, contacts, clients, workspaces, userAmong } = to(event);
    const meant = { users: ids(users), contacts: ids(contacts), clients: ids(clients), workspaces: ids(workspaces) };
    const among = { among_users: ids([userAmong?.userId]), among_contacts: ids(asList(userAmong?.contacts)) };
    const isNobody = Object.values(meant).every((some) => some.length === 0) && Object.values(among).some((some) => some.length === 0);
    if (isNobody) continue;
    const { id, subjectType, subjectId, actorUserId } = event;
    yield {
      ...meant,
      ...among,
      kind,
      subject_type: subjectType,
      subject_id: subjectId && isUuid(subjectId) ? subjectId : null,
      message: message(event),
      link: link?.(event).slice(0, MAX_LINK) ?? null,
      key: ids([once?.(event)])[0] ?? id,
      actor: actorUserId,
      is_security: isSecurity,
    };
  }
}

/** Tells users what events mean for them, by the rules: one statement for all of them, and none where no rule holds. */
export const notify: BatchHandler = {
  batch: async (events, { db }) => {
    const told = events.flatMap((event) => [...toldBy(event)]).map((one, place) => ({ ...one, place }));
    if (told.length > 0) await db.query(TELL_SQL, [JSON.stringify(told)]);
  },
};
