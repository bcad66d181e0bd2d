import { isUuid } from '@plat/shared/graphql/scalars';
import type { Faults } from './faults';

/** Text that must be there. */
export function checkText(faults: Faults, argument: string, value: string | null | undefined, max: number): void {
  if (typeof value === 'string') faults.unless(value.trim() !== '' && value.length <= max, argument, `must have 1 to ${max} characters`);
}

/** Dollars, to the cent, as the columns hold them. @param least `0` or `0.01` */
export function checkMoney(faults: Faults, argument: string, value: string | null | undefined, least: '0' | '0.01'): void {
  if (typeof value !== 'string') return;
  const isMoney = /^\d{1,13}(\.\d{1,2})?$/.test(value) && (least === '0' || /[1-9]/.test(value));
  faults.unless(isMoney, argument, `must be ${least === '0' ? '0 or more' : 'more than 0'}, to the cent, below 10 trillion`);
}

/** A day that has come. */
export function checkPast(faults: Faults, argument: string, value: string | null | undefined, today: string): void {
  if (typeof value === 'string')
    faults.unless(value >= '1990-01-01' && value <= today, argument, `must be a day from 1990 to today, ${today}`);
}

export function checkId(faults: Faults, argument: string, value: string | null | undefined): void {
  if (typeof value === 'string') faults.unless(isUuid(value), argument, 'must be an id');
}
