import { civilDayOf } from '../exchange/exchange.civil-date';
import type { DescriptionForm } from './identification-item.entity';
import type { IdentificationNotice } from './identification-notice.entity';

/** Whom 26 CFR 1.1031(k)-1(c)(2) with (k) lets receive no notice. Who is obliged to transfer may be disqualified otherwise. */
const NO_RECIPIENTS: readonly string[] = ['TAXPAYER', 'TAXPAYERS_AGENT', 'RELATED_PERSON'];

/** What decides whether a notice counts. */
export interface NoticeInputs extends Pick<IdentificationNotice, 'kind' | 'sentAt' | 'capacity' | 'recipientName' | 'recipientId'> {
  readonly timeZone: string;
  /** The last day of the identification period; null while it has not begun. */
  readonly identificationEnds: string | null;
  /** Contacts of the taxpayers. */
  readonly taxpayers: readonly (string | null)[];
  /** Whether the recipient was attested to be disqualified, or is recorded as related to the taxpayer. */
  readonly isKnownDisqualified: boolean;
  /** For each property of a revocation, to whom its identification was sent; empty where no notice identified it. */
  readonly identifiedBy: readonly (readonly Pick<IdentificationNotice, 'recipientName' | 'recipientId'>[])[];
}

/**
 * A notice is in time when it was sent by the end of the last day in the exchange's zone, whenever it is received. A
 * revocation goes to whoever got the identification: 26 CFR 1.1031(k)-1(c)(6).
 */
export function verdictOfNotice(notice: NoticeInputs): `${IdentificationNotice['verdict']}` {
  const { timeZone, identificationEnds, sentAt, capacity, recipientId } = notice;
  if (identificationEnds !== null && civilDayOf(sentAt, timeZone) > identificationEnds) return 'LATE';
  const isTaxpayer = recipientId !== null && notice.taxpayers.includes(recipientId);
  if (isTaxpayer || NO_RECIPIENTS.includes(capacity)) return 'DISQUALIFIED_RECIPIENT';
  if (notice.isKnownDisqualified && capacity !== 'OBLIGED_TO_TRANSFER') return 'DISQUALIFIED_RECIPIENT';
  const goesBack = notice.identifiedBy.every((got) => got.length === 0 || got.some((one) => isSameRecipient(one, notice)));
  return notice.kind === 'REVOCATION' && !goesBack ? 'WRONG_RECIPIENT' : 'ACCEPTED';
}

type Recipient = Pick<IdentificationNotice, 'recipientName' | 'recipientId'>;

const isSameRecipient = (one: Recipient, other: Recipient): boolean =>
  one.recipientId !== null && other.recipientId !== null
    ? one.recipientId === other.recipientId
    : one.recipientName.trim().toLowerCase() === other.recipientName.trim().toLowerCase();

const LEGAL = /\b(lots?|blocks?|sections?|townships?|range|parcels?|tracts?|unit|apn|plat|subdivision|metes)\b/i;
const NUMBER = /\d/;
/** A number and a name: 880 Harbor Way; 12-14 Rue X; N6W23001 Bluemound Road. */
const STREET = /^\s*(?:[nsew]\d+)*\d+[a-z]?(?:\s*[-–/]\s*\d+[a-z]?)?(?:\s+\d+\/\d+)?\s+(?:\S+\s+)*?\p{L}{2,}/iu;
/** What kinds of property and places are called; a name needs a word beside these. */
const GENERIC = new Set(
  `a an any apartment apartments building buildings commercial condo condominium duplex farm five four home house houses in industrial
  investment kind land like lot lots my of office one our parcel parcels property properties ranch real estate replacement residential
  retail similar some the three to two unimproved unit units vacant warehouse with`.split(/\s+/),
);

/** @returns by what real property is described without ambiguity, as far as the text shows; null for `a house in Austin` */
export function formOfDescription(description: string): `${DescriptionForm}` | null {
  const text = description.trim();
  if (STREET.test(text) && !/^\s*\d+\s+(lots?|parcels?|houses?|units?|properties|buildings?|acres?)\b/i.test(text)) return 'STREET_ADDRESS';
  if (LEGAL.test(text) && NUMBER.test(text)) return 'LEGAL_DESCRIPTION';
  const place = text.replace(/\b(in|at|near|of)\s+(?:\p{Lu}[\p{L}.]*[\s,]*)+$/u, '');
  const names = place.split(/[\s,]+/).filter((word) => /^\p{Lu}/u.test(word) && !GENERIC.has(word.toLowerCase().replace(/\W/g, '')));
  return names.length ? 'DISTINGUISHABLE_NAME' : null;
}
