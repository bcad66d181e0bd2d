import type { Events } from '@plat/shared/events/events';
import { type EntityManager, In } from 'typeorm';
import { isDisqualified } from '../disqualification-attestation/disqualified';
import { civilDayOf } from '../exchange/exchange.civil-date';
import { periodsOf } from '../exchange/exchange.deadlines';
import type { Exchange } from '../exchange/exchange.entity';
import { ExchangeParticipant, ParticipantRole } from '../exchange-participant/exchange-participant.entity';
import { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import { toldOfFunds } from '../funds/funds.recipients';
import { IdentificationItem } from './identification-item.entity';
import { IdentificationNotice, NoticeKind, NoticeVerdict } from './identification-notice.entity';
import { verdictOfNotice } from './identification-notice.rules';

/** The transaction in which the last day to identify moved: of somebody who runs the exchange, or of the system. */
interface Step {
  readonly db: EntityManager;
  readonly events: Pick<Events, 'record'>;
}

/**
 * Judges those notices again of which the day says another thing now: what was late and is in time, and what was accepted
 * and is late. The database keeps what was thought before, and gives what is accepted its effect.
 * @param exchange locked, as its row says by now
 * @returns whether one was accepted
 */
export async function judgeNoticesAgain({ db, events }: Step, exchange: Exchange, now: Date): Promise<boolean> {
  const { id: exchangeId, timeZone } = exchange;
  const { identificationEnds } = periodsOf(exchange);
  const isLate = ({ sentAt }: IdentificationNotice) => identificationEnds !== null && civilDayOf(sentAt, timeZone) > identificationEnds;
  const notices = await db.find(IdentificationNotice, { where: { exchangeId }, order: { sentAt: 'ASC', id: 'ASC' } });
  const others = notices.filter((one) => (one.verdict === NoticeVerdict.LATE) !== isLate(one));
  const changed = others.filter(({ verdict }) => verdict === NoticeVerdict.LATE || verdict === NoticeVerdict.ACCEPTED);
  if (changed.length === 0) return false;
  const before = await propertiesOf(db, exchangeId);
  const taxpayers = await taxpayersOf(db, exchange);
  for (const notice of changed) {
    const { contactId, name } = { contactId: notice.recipientId, name: notice.recipientName };
    const verdict = verdictOfNotice({
      ...notice,
      timeZone,
      identificationEnds,
      taxpayers,
      identifiedBy: notice.kind === NoticeKind.REVOCATION ? await identifiedBy(db, notice, notices) : [],
      isKnownDisqualified: await isDisqualified(db, exchangeId, { contactId, name }, exchange.transferDate ?? civilDayOf(now, timeZone)),
    });
    const former = notice.verdict;
    notice.verdict = NoticeVerdict[verdict];
    await db.update(IdentificationNotice, { id: notice.id }, { verdict: notice.verdict });
    await events.record('identification_notice.judged', notice, {
      before: { verdict: former },
      after: { verdict },
      ...(await toldOfFunds(db, exchangeId)),
    });
  }
  await recordNamed(events, { before, after: await propertiesOf(db, exchangeId) });
  return changed.some(({ verdict }) => verdict === NoticeVerdict.ACCEPTED);
}

/** Tells of the properties to which notices were given their effect. @returns each with its times as they were; none of a new one */
export async function recordNamed(
  events: Pick<Events, 'record'>,
  { before, after }: { readonly before: readonly ExchangeProperty[]; readonly after: readonly ExchangeProperty[] },
): Promise<{ readonly row: ExchangeProperty; readonly was: Times | undefined }[]> {
  const old = new Map(before.map((one) => [one.id, one]));
  const named = after
    .filter((row) => row.version !== old.get(row.id)?.version)
    .map((row) => ({ row, was: old.has(row.id) ? timesOf(old.get(row.id) as ExchangeProperty) : undefined }));
  for (const { row, was } of named) {
    const { exchangeId } = row;
    if (!was) await events.record('exchange_property.created', row, { exchangeId });
    else await events.record('exchange_property.updated', row, { before: was, after: timesOf(row), exchangeId });
  }
  return named;
}

export type Times = Pick<ExchangeProperty, 'identifiedAt' | 'revokedAt'>;

export const timesOf = ({ identifiedAt, revokedAt }: ExchangeProperty): Times => ({ identifiedAt, revokedAt });

const propertiesOf = (db: EntityManager, exchangeId: string) => db.findBy(ExchangeProperty, { exchangeId });

async function taxpayersOf(db: EntityManager, { id: exchangeId, clientContactId }: Exchange): Promise<string[]> {
  const clients = await db.findBy(ExchangeParticipant, { exchangeId, role: ParticipantRole.CLIENT, isActive: true });
  return [...new Set(clients.map(({ contactId }) => contactId).concat(clientContactId ?? []))];
}

/** For each property that a revocation names, the accepted notices by which it was identified. */
async function identifiedBy(
  db: EntityManager,
  { id }: IdentificationNotice,
  notices: readonly IdentificationNotice[],
): Promise<IdentificationNotice[][]> {
  const own = await db.findBy(IdentificationItem, { noticeId: id });
  const ids = own.flatMap(({ exchangePropertyId }) => exchangePropertyId ?? []);
  const named = await db.findBy(IdentificationItem, { exchangePropertyId: In(ids) });
  const accepted = notices.filter((one) => one.kind === NoticeKind.IDENTIFICATION && one.verdict === NoticeVerdict.ACCEPTED);
  return ids.map((one) =>
    accepted.filter((notice) => named.some((item) => item.exchangePropertyId === one && item.noticeId === notice.id)),
  );
}
