import { NO_TAX_ADVICE } from '../funds/no-tax-advice';

/** Of a taxpayer, what tells whether it is the same one. */
export interface Vesting {
  readonly side: 'RELINQUISHED' | 'REPLACEMENT';
  readonly vesting: string;
  readonly isDisregarded: boolean;
  readonly ownerName: string | null;
  readonly tinLast4: string | null;
}

/** Whether the same taxpayer gives up and receives. */
export interface SameTaxpayer {
  readonly verdict: 'OK' | 'WARNING';
  readonly explanation: string;
  readonly arithmetic: string;
  readonly citation: string;
  readonly notice: string;
}

const CITATION = 'IRC 1031(a)(1); 26 CFR 301.7701-3(b)(1)(ii) and IRC 671-677 for what is disregarded';

/** A name without case, accents, punctuation and spaces, in which spellings differ and people do not. */
export const plainName = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/&/g, 'and')
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Who the taxpayer is: the owner of what is disregarded. */
const taxpayerOf = ({ isDisregarded, ownerName, vesting, tinLast4 }: Vesting) => ({
  shown: isDisregarded && ownerName ? `${vesting} (disregarded; owner ${ownerName})` : vesting,
  name: plainName(isDisregarded && ownerName ? ownerName : vesting),
  tinLast4,
});
type Taxpayer = ReturnType<typeof taxpayerOf>;

const isSame = (one: Taxpayer, other: Taxpayer): boolean =>
  one.name === other.name && (one.tinLast4 === null || other.tinLast4 === null || one.tinLast4 === other.tinLast4);

/** Compares the names of both sides, those of disregarded entities by their owners, and the last digits of numbers where both have them. */
export function sameTaxpayer(identities: readonly Vesting[]): SameTaxpayer {
  const of = (side: Vesting['side']) => identities.filter((one) => one.side === side).map(taxpayerOf);
  const [givers, receivers] = [of('RELINQUISHED'), of('REPLACEMENT')];
  const list = (all: readonly Taxpayer[]) => all.map(({ shown }) => shown).join(', ') || 'nobody';
  const arithmetic = `gives up: ${list(givers)}; receives: ${list(receivers)}`;
  const said = (verdict: SameTaxpayer['verdict'], explanation: string): SameTaxpayer => ({
    verdict,
    explanation,
    arithmetic,
    citation: CITATION,
    notice: NO_TAX_ADVICE,
  });
  if (!givers.length || !receivers.length)
    return said('WARNING', 'Record in whose name property is given up, and in whose it is received.');
  const isMatched = (all: readonly Taxpayer[], others: readonly Taxpayer[]) =>
    all.every((one) => others.some((other) => isSame(one, other)));
  return isMatched(givers, receivers) && isMatched(receivers, givers)
    ? said('OK', 'The same taxpayers give up and receive.')
    : said(
        'WARNING',
        'Names or numbers differ: the taxpayer who gives up must be the one who receives, or a disregarded entity of theirs.',
      );
}
