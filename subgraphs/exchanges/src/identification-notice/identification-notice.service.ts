import { badInput, conflict, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { In, IsNull } from 'typeorm';
import type { Exchange } from '../exchange/exchange.entity';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { ExchangeParticipant } from '../exchange-participant/exchange-participant.entity';
import { visibleExchangeParticipants } from '../exchange-participant/exchange-participant.policy';
import { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import { visibleExchangeProperties } from '../exchange-property/exchange-property.policy';
import { Faults } from '../faults';
import { civilDayIn } from '../identification/civil-day';
import type { VerdictRecorder } from '../identification/identification-verdict.recorder';
import { IdentificationItem } from './identification-item.entity';
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
    const [taxpayers, properties] = [await this.taxpayers(exchange), await this.properties(exchange)];
    const notice = this.noticeOf(input, exchange, mayRecordNotices(viewer, own));
    const faults = new Faults();
    checkNotice(faults, input, notice, {
      now: this.now(),
      timeZone: exchange.timeZone,
      taxpayers,
      isRecorded: mayRecordNotices(viewer, own),
    });
    const items = checkItems(faults, input, properties);
    faults.throwIfAny();
    await references.confirm([{ to: 'Contact', id: notice.recipientId, path: 'input.recipientId' }]);
    await references.carryOver([{ to: 'Contact', id: notice.signedById }]);
    const { identificationDeadline: identificationEnds, timeZone } = exchange;
    const identifiedBy = notice.kind === NoticeKind.REVOCATION ? await this.identifiedBy(items) : [];
    notice.verdict = NoticeVerdict[verdictOfNotice({ ...notice, timeZone, identificationEnds, taxpayers, identifiedBy })];
    const served = await db.save(notice);
    await this.events.record('identification_notice.served', served, { exchangeId: exchange.id });
    await this.name(served, items, properties);
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
      signedOn: input.signedOn ?? civilDayIn(exchange.timeZone, sentAt),
      sentAt,
      sentHow: input.sentHow ?? NoticeWay.PLATFORM,
      recipientName: input.recipientName.trim(),
      recipientId: input.recipientId?.toLowerCase() ?? null,
      capacity: input.capacity,
      receivedAt: input.receivedAt ?? null,
    });
  }

  /** Puts what it names on record; the database gives that its effect on the properties, of which others are told. */
  private async name(notice: IdentificationNotice, items: readonly NamedItem[], before: readonly ExchangeProperty[]): Promise<void> {
    const { db } = this.scope;
    const old = new Map(before.map((one) => [one.id, one]));
    const rows = items.map((item, position) => db.create(IdentificationItem, { ...item, noticeId: notice.id, position }));
    await db.save(rows);
    if (notice.verdict !== NoticeVerdict.ACCEPTED) return;
    const exchange = { id: notice.exchangeId };
    for (const row of (await this.properties(exchange)).filter((one) => one.version !== old.get(one.id)?.version)) {
      const was = old.get(row.id);
      const [told, after] = [was && timesOf(was), timesOf(row)];
      if (!told) await this.events.record('exchange_property.created', row, { exchangeId: exchange.id });
      else await this.events.record('exchange_property.updated', row, { before: told, after, exchangeId: exchange.id });
    }
    await this.verdicts.record(exchange.id);
  }

  private properties({ id }: Pick<Exchange, 'id'>): Promise<ExchangeProperty[]> {
    const { db, viewer } = this.scope;
    return visibleRows(db, ExchangeProperty, visibleExchangeProperties(viewer), [id], 'exchangeId');
  }

  /** The contacts for whom the exchange is carried out. */
  private async taxpayers({ id, clientContactId }: Exchange): Promise<string[]> {
    const { db, viewer } = this.scope;
    const parts = await visibleRows(db, ExchangeParticipant, visibleExchangeParticipants(viewer), [id], 'exchangeId');
    const clients = parts.filter(({ role, isActive }) => role === 'CLIENT' && isActive).map(({ contactId }) => contactId);
    return [...new Set(clients.concat(clientContactId ?? []))].filter(isUuid);
  }

  /** For each property, the accepted notices by which it was identified. */
  private async identifiedBy(items: readonly NamedItem[]): Promise<IdentificationNotice[][]> {
    const { db, viewer } = this.scope;
    const ids = items.flatMap(({ exchangePropertyId }) => exchangePropertyId ?? []);
    const named = await db.find(IdentificationItem, { where: { exchangePropertyId: In(ids) } });
    const found = await visibleRows(db, IdentificationNotice, visibleIdentificationNotices(viewer), [
      ...new Set(named.map((one) => one.noticeId)),
    ]);
    const accepted = found.filter(({ kind, verdict }) => kind === NoticeKind.IDENTIFICATION && verdict === NoticeVerdict.ACCEPTED);
    return ids.map((id) => accepted.filter((notice) => named.some((one) => one.exchangePropertyId === id && one.noticeId === notice.id)));
  }
}

const timesOf = ({ identifiedAt, revokedAt }: ExchangeProperty): Partial<ExchangeProperty> => ({ identifiedAt, revokedAt });
