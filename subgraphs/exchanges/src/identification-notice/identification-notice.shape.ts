import { isUuid } from '@plat/shared/graphql/scalars';
import { civilDayOf } from '../exchange/exchange.civil-date';
import type { Exchange } from '../exchange/exchange.entity';
import type { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import { isInterest, NO_INTEREST } from '../exchange-property/exchange-property.rules';
import type { Faults } from '../faults';
import { identifiesGivenUp, isIdentifiable } from '../identification/identification.inputs';
import { DescriptionForm, type IdentificationItem } from './identification-item.entity';
import type { IdentificationNotice } from './identification-notice.entity';
import type { NoticeItemInput, ServeIdentificationNoticeInput } from './identification-notice.input';
import { formOfDescription } from './identification-notice.rules';

export type NamedItem = Pick<IdentificationItem, 'exchangePropertyId' | 'description' | 'form' | 'percentInterest'>;

const MOST_ITEMS = 100;
const LONGEST_DESCRIPTION = 5_000;
const DESCRIBED = 'must be a legal description, a street address or a distinguishable name: 26 CFR 1.1031(k)-1(c)(3)';

const OF_PARKED =
  'must be property to be given up, which is what is identified where property is parked: Rev. Proc. 2000-37, section 4.02(4)';
const OF_FORWARD = 'must not be property given up: what is to be received is identified';

interface Circumstances {
  readonly now: Date;
  readonly timeZone: string;
  /** Contacts of the taxpayers. */
  readonly taxpayers: readonly string[];
  /** Whether somebody puts on record what the client sent, and not the client itself sends it here. */
  readonly isRecorded: boolean;
}

/** Who signed, to whom it goes, and when. */
export function checkNotice(
  faults: Faults,
  input: ServeIdentificationNoticeInput,
  notice: IdentificationNotice,
  { now, timeZone, taxpayers, isRecorded }: Circumstances,
): void {
  const { recipientName, recipientId, sentAt, signedOn, signedById, receivedAt } = notice;
  faults.refuseFarDates(notice, 'signedOn');
  faults.unless(recipientName !== '' && recipientName.length <= 255, 'recipientName', 'must have 1 to 255 characters');
  faults.unless(recipientId === null || isUuid(recipientId), 'recipientId', 'must be an id');
  faults.unless(taxpayers.includes(signedById), 'signedById', 'must be the contact of a client of the exchange');
  faults.unless(sentAt <= now, 'sentAt', 'must not be in the future');
  faults.unless(signedOn <= civilDayOf(sentAt, timeZone), 'signedOn', 'must not be after the day on which it was sent');
  faults.unless(
    !receivedAt || (receivedAt >= sentAt && receivedAt <= now),
    'receivedAt',
    'must not be before it was sent, nor in the future',
  );
  if (isRecorded) return;
  for (const name of ['sentAt', 'sentHow', 'receivedAt'] as const)
    faults.unless(!input[name], name, 'is for coordinators and administrators, who record what was sent by other ways; leave it out');
  faults.unless(!input.signedById || input.signedById.toLowerCase() === signedById, 'signedById', 'must be your own contact');
}

/** What a notice names, completed by what is known of it. @param properties of the exchange */
export function checkItems(
  faults: Faults,
  { kind, items }: ServeIdentificationNoticeInput,
  properties: readonly ExchangeProperty[],
  exchange: Pick<Exchange, 'exchangeType' | 'parkingDate'>,
): NamedItem[] {
  faults.unless(items.length > 0 && items.length <= MOST_ITEMS, 'items', `must be 1 to ${MOST_ITEMS} properties`);
  const ids = items.flatMap(({ exchangePropertyId }) => exchangePropertyId?.toLowerCase() ?? []);
  return items.slice(0, MOST_ITEMS).map((item, index) => {
    const at = (name: keyof NoticeItemInput) => `items.${index}.${name}`;
    const id = item.exchangePropertyId?.toLowerCase() ?? null;
    const property = properties.find((one) => one.id === id);
    const isNew = kind === 'IDENTIFICATION' && id === null;
    faults.unless(isNew || property !== undefined, at('exchangePropertyId'), 'must be a property of the exchange');
    if (property)
      faults.unless(isIdentifiable(exchange, property), at('exchangePropertyId'), identifiesGivenUp(exchange) ? OF_PARKED : OF_FORWARD);
    faults.unless(id === null || ids.indexOf(id) === ids.lastIndexOf(id), at('exchangePropertyId'), 'must not be named twice');
    if (kind === 'REVOCATION')
      faults.unless(!property || property.identifiedAt !== null, at('exchangePropertyId'), 'must have been identified');
    const description = (item.description ?? property?.description ?? '').trim();
    const form = formOfDescription(description);
    const isDescribed = form !== null && description.length <= LONGEST_DESCRIPTION;
    faults.unless(isDescribed || kind === 'REVOCATION', at('description'), DESCRIBED);
    const percentInterest = item.percentInterest ?? property?.percentInterest ?? '100';
    faults.unless(isInterest(percentInterest), at('percentInterest'), NO_INTEREST);
    return { exchangePropertyId: id, description, percentInterest, form: DescriptionForm[form ?? 'DISTINGUISHABLE_NAME'] };
  });
}
