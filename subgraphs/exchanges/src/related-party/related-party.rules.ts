import { addYears } from '../exchange/exchange.civil-date';
import { NO_TAX_ADVICE } from '../funds/no-tax-advice';

/** What of a related party decides. */
export interface RelatedDealing {
  readonly lastTransferOn: string | null;
  readonly disposedOn: string | null;
  readonly exception: 'DEATH' | 'INVOLUNTARY_CONVERSION' | 'NO_TAX_AVOIDANCE' | null;
}

/** How a dealing with a related party stands. */
export interface RelatedPartyJudgement {
  readonly status: 'NO_TRANSFER' | 'WATCH' | 'GAIN_RECOGNISED' | 'EXCEPTED' | 'OVER';
  /** The first day on which a disposition does not count any more. */
  readonly watchUntil: string | null;
  readonly explanation: string;
  readonly arithmetic: string;
  readonly citation: string;
  readonly warning: string;
  readonly notice: string;
}

const WARNING = 'File Form 8824 for the year of the exchange and for each of the two years after it.';

/** IRC 1031(f): a disposition by either side before two years after the last transfer ends the deferral, with three exceptions. */
export function judgeRelatedParty({ lastTransferOn, disposedOn, exception }: RelatedDealing, today: string): RelatedPartyJudgement {
  const watchUntil = lastTransferOn && addYears(lastTransferOn, 2);
  const said = (status: RelatedPartyJudgement['status'], citation: string, explanation: string): RelatedPartyJudgement => ({
    status,
    watchUntil,
    explanation,
    arithmetic: watchUntil
      ? `last transfer ${lastTransferOn} + 2 years = ${watchUntil}; disposed of ${disposedOn ?? 'not'}; today ${today}`
      : 'no last transfer yet',
    citation: `IRC 1031(f)${citation}`,
    warning: WARNING,
    notice: NO_TAX_ADVICE,
  });
  if (!watchUntil) return said('NO_TRANSFER', '(1)', 'The two years begin with the last transfer that is part of the exchange.');
  if (disposedOn && disposedOn < watchUntil)
    return exception
      ? said('EXCEPTED', '(2)', `The disposition does not count, if the exception ${exception} holds.`)
      : said('GAIN_RECOGNISED', '(1)(C)', 'Either side disposed of the property within two years: the gain is recognised on that day.');
  return today < watchUntil
    ? said('WATCH', '(1)(C)', 'Neither side may dispose of the property received before the two years are over.')
    : said('OVER', '(1)(C)', 'Two years have passed since the last transfer.');
}
