import { addDays, dayOfLaterMonth, isLastOfMonth } from './exchange.civil-date';
import type { Exchange } from './exchange.entity';

/** What the due date of a return depends on; an exchange that is being opened may lack any of it. */
export type ReturnInputs = Readonly<Partial<Pick<Exchange, 'returnDueDate' | 'filerType' | 'taxYearEnd' | 'returnExtended'>>>;

/** When a return is due and why, or what the preparer has to be asked for. */
export type ReturnDue =
  | { readonly dueOn: string; readonly rule: string; readonly isStated: boolean }
  | { readonly dueOn: null; readonly ask: string };

/** By filer, the month after the end of the tax year on whose 15th the return is due. */
const MONTHS_TO_FILE: Readonly<Record<string, number>> = { INDIVIDUAL: 4, TRUST: 4, C_CORPORATION: 4, PARTNERSHIP: 3, S_CORPORATION: 3 };
const MONTHS_OF_EXTENSION = 6;
/** The last day of the first tax year of twelve months to which the dates of today apply: Pub. L. 114-41, section 2006. */
const FIRST_YEAR_END = '2016-12-31';
/** Until this year's end, a C corporation whose year ends in June files by dates of its own. */
const LAST_OWN_JUNE = '2026-06-30';

const STATED = 'as stated by the preparer';

/**
 * When the return for the tax year of a transfer is due, extensions included. A date that is stated wins. The one by rule is
 * the 15th of the 4th month after the end of the tax year, of the 3rd for partnerships and S corporations (sections 6072
 * and 6081; tax years from 2016), and with an extension six months later; for trusts five and a half, which is the 30th of
 * September of a calendar year (26 CFR 1.6081-1 to -6). Weekends and holidays are the preparer's to tell, and move nothing
 * here. Where no rule is certain, the date is asked for.
 * @param transferDate the day of the first transfer
 */
export function returnDueOf(transferDate: string, { returnDueDate, filerType, taxYearEnd, returnExtended }: ReturnInputs): ReturnDue {
  if (returnDueDate) return { dueOn: returnDueDate, rule: STATED, isStated: true };
  const months = MONTHS_TO_FILE[filerType ?? ''];
  if (!filerType || !months) return ask('who files the return is not known');
  const yearEnd = taxYearEnd ?? `${transferDate.slice(0, 4)}-12-31`;
  if (!isLastOfMonth(yearEnd)) return ask('the tax year does not end with a month');
  const monthBefore = dayOfLaterMonth(yearEnd, -12, 1).slice(0, 7);
  if (yearEnd < transferDate || transferDate.slice(0, 7) <= monthBefore)
    return ask('the transfer does not fall into the tax year that was given');
  if (yearEnd < FIRST_YEAR_END) return ask('the tax year began before 2016');
  if (filerType === 'C_CORPORATION' && yearEnd.slice(5) === '06-30' && yearEnd <= LAST_OWN_JUNE)
    return ask('C corporations whose year ends in June had dates of their own until 2026');
  const usual = `the 15th of the ${months === 4 ? '4th' : '3rd'} month after ${yearEnd}`;
  if (!returnExtended) return { dueOn: dayOfLaterMonth(yearEnd, months, 15), rule: usual, isStated: false };
  if (filerType !== 'TRUST')
    return { dueOn: dayOfLaterMonth(yearEnd, months + MONTHS_OF_EXTENSION, 15), rule: `${usual}, extended by six months`, isStated: false };
  if (!yearEnd.endsWith('-12-31')) return ask('the extension of a trust’s fiscal year is counted in half months');
  return { dueOn: addDays(dayOfLaterMonth(yearEnd, 9, 28), 2), rule: `${usual}, extended by five and a half months`, isStated: false };
}

const ask = (why: string): ReturnDue => ({ dueOn: null, ask: why });
