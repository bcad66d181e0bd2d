import { appendFileSync } from 'node:fs';

/** Set by `npm run check:…`: where figures are collected. With it, checks run at the size of the promise. */
export const CHECK_FILE = 'PLAT_CHECK_FIGURES';

/** What a check came to: how many inputs it tried, and how many answers were not as promised; anything else is told as it is. */
export interface CheckFigures {
  readonly inputs: number;
  readonly bad: number;
  readonly [figure: string]: number;
}

/** How much a check tries: little among all tests, as much as is promised when it is asked for by its command. */
export const sizeOfCheck = ({ small, full }: { readonly small: number; readonly full: number }): number =>
  process.env[CHECK_FILE] ? full : small;

/** Hands figures to the command that prints them; a plain test run keeps to its assertions. */
export function reportCheck(name: string, figures: CheckFigures): void {
  const file = process.env[CHECK_FILE];
  if (file) appendFileSync(file, `${JSON.stringify({ check: name, ...figures })}\n`);
}
