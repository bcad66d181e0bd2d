import { badInput, conflict, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { In, IsNull } from 'typeorm';
import { isDisqualified } from '../disqualification-attestation/disqualified';
import { civilDayOf } from '../exchange/exchange.civil-date';
import { periodsOf } from '../exchange/exchange.deadlines';
import type { Exchange } from '../exchange/exchange.entity';
import { followNotice } from '../exchange/exchange.jobs';
import type { ExchangeProgress } from '../exchange/exchange.progress';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { clientsInExchange } from '../exchange-participant/exchange-participant.loader';
import type { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import { propertiesInExchanges } from '../exchange-property/exchange-property.loader';
import { Faults } from '../faults';
import { toldOfFunds } from '../funds/funds.recipients';
import type { VerdictRecorder } from '../identification/identification-verdict.recorder';
import { IdentificationItem } from './identification-item.entity';
import { recordNamed, timesOf } from './identification-notice.again';
import { IdentificationNotice, NoticeKind, NoticeVerdict, NoticeWay } from './identification-notice.entity';
import type { ServeIdentificationNoticeInput } from './identification-notice.input';
import { assertMayServeNotice, mayRecordNotices, visibleIdentificationNotices } from './identification-notice.policy';
import { verdictOfNotice } from './identification-notice.rules';
import { checkItems, checkNotice, type NamedItem } from './identification-notice.shape';

/** Notices that identify property and revoke that: put on record as they were sent, judged, and never changed. */
export class IdentificationNoticeService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly exchanges: LoaderById<Exchange>,
    private readonly notices: LoaderById<IdentificationNotice>,
    private readonly rights: ExchangeRights,
    private readonly progress: ExchangeProgress,
    private readonly verdicts: VerdictRecorder,
    private readonly now: () => Date,
  ) {}

  /**
   * One that comes too late or to the wrong person is kept as evidence and changes nothing; see its verdict.
   * @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT or UNAVAILABLE
   */
  async serve(input: ServeIdentificationNoticeInput): Promise<IdentificationNotice> {
    const { db, viewer, references } = this.scope;
    const exchange = await this.exchanges.load(input.exchangeId);
    if (!exchange) throw notFound('Exchange', input.exchangeId);
    const own = await this.rights.participations(exchange.id);
    assertMayServeNotice(viewer, own);
    const isRecorded = mayRecordNotices(viewer, own);
    if (isRecorded) await this.rights.lock(exchange.id); // before its rows, as whoever deletes it does
    const [taxpayers, properties] = [await this.taxpayers(exchange), await this.properties(exchange)];
    const notice = this.noticeOf(input, exchange, isRecorded);
    const faults = new Faults();
    checkNotice(faults, input, notice, {
      now: this.now(),
      timeZone: exchange.timeZone,
      taxpayers,
      isRecorded,
    });
    const items = checkItems(faults, input, properties, exchange);
    faults.throwIfAny();
    await references.confirm([{ to: 'Contact', id: notice.recipientId, path: 'input.recipientId' }]);
    await references.carryOver([{ to: 'Contact', id: notice.signedById }]);
    const { timeZone } = exchange;
    const { identificationEnds } = periodsOf(exchange);
    const identifiedBy = notice.kind === NoticeKind.REVOCATION ? await this.identifiedBy(items) : [];
    const recipient = { contactId: notice.recipientId, name: notice.recipientName };
    const isKnownDisqualified = await isDisqualified(db, exchange.id, recipient, exchange.transferDate ?? civilDayOf(this.now(), timeZone));
    notice.verdict =
      NoticeVerdict[verdictOfNotice({ ...notice, timeZone, identificationEnds, taxpayers, identifiedBy, isKnownDisqualified })];
    const served = await db.save(notice);
    await this.events.record('identification_notice.served', served, await toldOfFunds(db, exchange.id));
    await this.name(served, { items, properties, isRecorded });
    return served;
  }

  /** Once: what is on record stays. @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT or CONFLICT */
  async recordReceipt(id: string, receivedAt: Date): Promise<IdentificationNotice> {
    const { db } = this.scope;
    const seen = await this.notices.load(id);
    if (!seen) throw notFound('IdentificationNotice', id);
    (await this.rights.guard(seen.exchangeId))();
    if (receivedAt < seen.sentAt || receivedAt > this.now())
      throw badInput({ receivedAt: 'must not be before it was sent, nor in the future' });
    const { affected } = await db.update(IdentificationNotice, { id: seen.id, receivedAt: IsNull() }, { receivedAt });
    if (!affected) throw conflict('When this notice was received is on record already, and stays.');
    const before = { receivedAt: null };
    const notice = Object.assign(seen, { receivedAt });
    await this.events.record('identification_notice.received', notice, { before, after: { receivedAt }, exchangeId: seen.exchangeId });
    return notice;
  }

  private noticeOf(input: ServeIdentificationNoticeInput, exchange: Exchange, isRecorded: boolean): IdentificationNotice {
    const sentAt = input.sentAt ?? this.now();
    const signer = input.signedById ?? (isRecorded ? exchange.clientContactId : this.scope.viewer.contactId) ?? '';
    return this.scope.db.create(IdentificationNotice, {
      exchangeId: exchange.id,
      kind: input.kind,
      signedById: signer.toLowerCase(),
      signedOn: input.signedOn ?? civilDayOf(sentAt, exchange.timeZone),
      sentAt,
      sentHow: input.sentHow ?? NoticeWay.PLATFORM,
      recipientName: input.recipientName.trim(),
      recipientId: input.recipientId?.toLowerCase() ?? null,
      capacity: input.capacity,
      receivedAt: input.receivedAt ?? null,
    });
  }

  /** Puts what it names on record; the database gives that its effect on the properties, of which others are told. */
  private async name(
    notice: IdentificationNotice,
    { items, properties, isRecorded }: { items: readonly NamedItem[]; properties: readonly ExchangeProperty[]; isRecorded: boolean },
  ): Promise<void> {
    const { db } = this.scope;
    const rows = items.map((item, position) => db.create(IdentificationItem, { ...item, noticeId: notice.id, position }));
    await db.save(rows);
    if (notice.verdict !== NoticeVerdict.ACCEPTED) return;
    const exchange = { id: notice.exchangeId };
    const named = await recordNamed(this.events, { before: properties, after: await this.properties(exchange) });
    if (isRecorded) for (const { row, was } of named) await this.progress.afterProperty(exchange.id, timesOf(row), was);
    // What is put on record may bring the exchange back, once an override has moved its day even what a client signs now.
    if (isRecorded) await this.progress.afterNotice(exchange.id, notice.sentAt);
    else await followNotice(db, { exchangeId: exchange.id, actorId: notice.signedById });
    await this.verdicts.record(exchange.id);
  }

  private properties({ id }: Pick<Exchange, 'id'>): Promise<ExchangeProperty[]> {
    return propertiesInExchanges(this.scope, [id]);
  }

  /** The contacts for whom the exchange is carried out. */
  private async taxpayers({ id, clientContactId }: Exchange): Promise<string[]> {
    const clients = await clientsInExchange(this.scope, id);
    return [...new Set(clients.concat(clientContactId ?? []))];
  }

  /** For each property, the accepted notices by which it was identified. */
  private async identifiedBy(items: readonly NamedItem[]): Promise<IdentificationNotice[][]> {
    const ids = items.flatMap(({ exchangePropertyId }) => exchangePropertyId ?? []);
    const named = await this.scope.db.find(IdentificationItem, { where: { exchangePropertyId: In(ids) } });
    const found = await visibleRows(this.scope, IdentificationNotice, visibleIdentificationNotices, [
      ...new Set(named.map((one) => one.noticeId)),
    ]);
    const accepted = found.filter(({ kind, verdict }) => kind === NoticeKind.IDENTIFICATION && verdict === NoticeVerdict.ACCEPTED);
    return ids.map((id) => accepted.filter((notice) => named.some((one) => one.exchangePropertyId === id && one.noticeId === notice.id)));
  }
}
