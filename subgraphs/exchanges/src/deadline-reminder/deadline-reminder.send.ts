import type { EntityManager } from 'typeorm';
import { civilDayOf, daysBetween } from '../exchange/exchange.civil-date';
import type { CourseParts } from '../exchange/exchange.course';
import type { Exchange } from '../exchange/exchange.entity';
import { DeadlineKind, ExchangeDeadline } from '../exchange-deadline/exchange-deadline.entity';
import { partsWithView } from '../exchange-participant/exchange-participant.told';
import { dueThresholds } from './deadline-reminder.due';

/** Notes what was not sent before, and answers that alone. $4: thresholds and $5: contacts, in pairs */
const NOTE_SQL = `INSERT INTO deadline_reminders (exchange_id, kind, deadline_on, threshold, contact_id, sent_at)
  SELECT $1, $2, $3, due.threshold, due.contact_id, $6 FROM unnest($4::integer[], $5::uuid[]) AS due (threshold, contact_id)
  ON CONFLICT DO NOTHING RETURNING threshold, contact_id AS "contactId"`;

interface Sent {
  readonly threshold: number;
  readonly contactId: string;
}

/**
 * Reminds those who take part of the deadlines of an exchange that are ahead, each once of each threshold, and in one message
 * of all that are due: as the system, in the transaction in which it is noted. The exchange is locked.
 */
export async function remind({ db, events, clock }: CourseParts, exchange: Exchange): Promise<void> {
  if (!exchange.notificationsEnabled) return;
  const now = clock();
  const today = civilDayOf(now, exchange.timeZone);
  const parts = await partsWithView(db, exchange.id);
  for (const deadline of await db.findBy(ExchangeDeadline, { exchangeId: exchange.id })) {
    const { kind, effectiveOn } = deadline;
    if (effectiveOn === null || (kind === DeadlineKind.IDENTIFICATION && exchange.workflowStage === 'REPLACEMENT')) continue;
    const known = civilDayOf(deadline.effectiveSince, exchange.timeZone);
    const due = [...parts].flatMap(([contactId, joinedAt]) => {
      const joined = civilDayOf(joinedAt, exchange.timeZone);
      return dueThresholds(effectiveOn, today, joined > known ? joined : known).map((threshold) => ({ threshold, contactId }));
    });
    for (const [thresholds, participants] of grouped(await note(db, exchange.id, deadline, due, now)))
      await events.record('exchange.deadline_near', exchange, {
        after: {},
        exchangeId: exchange.id,
        kind,
        deadlineOn: effectiveOn,
        daysLeft: daysBetween(today, effectiveOn),
        thresholds: thresholds.split(' ').map(Number),
        participants,
      });
  }
}

async function note(
  db: EntityManager,
  exchangeId: string,
  { kind, effectiveOn }: ExchangeDeadline,
  due: readonly Sent[],
  at: Date,
): Promise<readonly Sent[]> {
  if (!due.length) return [];
  const [thresholds, contacts] = [due.map(({ threshold }) => threshold), due.map(({ contactId }) => contactId)];
  return db.query(NOTE_SQL, [exchangeId, kind, effectiveOn, thresholds, contacts, at]);
}

/** Contacts by the thresholds that they are reminded of: those who missed the same hear the same. */
function grouped(sent: readonly Sent[]): ReadonlyMap<string, readonly string[]> {
  const ofContact = new Map<string, number[]>();
  for (const { contactId, threshold } of sent) ofContact.set(contactId, [...(ofContact.get(contactId) ?? []), threshold]);
  const groups = new Map<string, string[]>();
  for (const [contactId, thresholds] of ofContact) {
    const key = thresholds.sort((a, b) => b - a).join(' ');
    groups.set(key, [...(groups.get(key) ?? []), contactId]);
  }
  return groups;
}
