import { Decimal } from 'decimal.js';

/** The rules by which a worksheet was computed; another behaviour is another version, and old worksheets keep theirs. */
export const WORKSHEET_RULES = 'form-8824-part-III/1';

/** What is asked, in dollars to the cent, each 0 or more. */
export const WORKSHEET_INPUTS = [
  'cashReceived',
  'otherReceived',
  'debtRelieved',
  'debtAssumed',
  'cashPaid',
  'otherGiven',
  'expenses',
  'fmvReceived',
  'adjustedBasis',
  'recapture',
] as const;
export type WorksheetInputs = Readonly<Record<(typeof WORKSHEET_INPUTS)[number], string>>;

/** One line of the form: its amount, where that comes from in words and in figures, and which line of the form it is. */
export interface WorksheetLineValue {
  readonly line: number;
  readonly title: string;
  readonly amount: string;
  readonly formula: string;
  readonly arithmetic: string;
  readonly source: string;
}

const ZERO = new Decimal(0);
const money = (value: Decimal): string => value.toFixed(2);
const source = (line: number, also = ''): string => `Form 8824, Part III, line ${line}${also}`;

/**
 * Lines 15 to 25 of Form 8824. Cash that is paid and debt that is taken over offset debt of which one is relieved; new debt
 * never offsets cash that is received. Always: line 25 = line 16 − line 24.
 */
export function gainWorksheet(inputs: WorksheetInputs): readonly WorksheetLineValue[] {
  const given = Object.fromEntries(WORKSHEET_INPUTS.map((name) => [name, new Decimal(inputs[name])])) as Record<
    keyof WorksheetInputs,
    Decimal
  >;
  const { cashReceived, otherReceived, debtRelieved, debtAssumed, cashPaid, otherGiven, expenses, recapture } = given;
  const give = debtAssumed.plus(cashPaid).plus(otherGiven);
  const netRelief = Decimal.max(ZERO, debtRelieved.minus(give));
  const boot = cashReceived.plus(otherReceived).plus(netRelief);
  const used = Decimal.min(expenses, boot);
  const netGiven = Decimal.max(ZERO, give.minus(debtRelieved));
  const l15 = Decimal.max(ZERO, boot.minus(expenses));
  const l16 = given.fmvReceived;
  const l17 = l15.plus(l16);
  const l18 = given.adjustedBasis.plus(expenses.minus(used)).plus(netGiven);
  const l19 = l17.minus(l18);
  const l20 = Decimal.max(ZERO, Decimal.min(l15, l19));
  const l22 = Decimal.max(ZERO, l20.minus(recapture));
  const l23 = recapture.plus(l22);
  const l24 = l19.minus(l23);
  const l25 = l18.plus(l23).minus(l15);
  const line = (number: number, title: string, amount: Decimal, formula: string, arithmetic: string, also = ''): WorksheetLineValue => ({
    line: number,
    title,
    amount: money(amount),
    formula,
    arithmetic: `${arithmetic} = ${money(amount)}`,
    source: source(number, also),
  });
  return [
    line(
      15,
      'Cash and other property received, and net debt relief, less exchange expenses',
      l15,
      'max(0, cash received + other property received + max(0, debt relieved − (debt assumed + cash paid + other property given)) − expenses)',
      `max(0, ${money(cashReceived)} + ${money(otherReceived)} + ${money(netRelief)} − ${money(expenses)})`,
      '; 26 CFR 1.1031(d)-2',
    ),
    line(16, 'Fair market value of the like-kind property received', l16, 'as given', money(l16)),
    line(17, 'Sum', l17, 'line 15 + line 16', `${money(l15)} + ${money(l16)}`),
    line(
      18,
      'Adjusted basis given up, net amounts paid, and expenses not used on line 15',
      l18,
      'adjusted basis + expenses not used on line 15 + max(0, debt assumed + cash paid + other property given − debt relieved)',
      `${money(given.adjustedBasis)} + ${money(expenses.minus(used))} + ${money(netGiven)}`,
      '; 26 CFR 1.1031(d)-2',
    ),
    line(19, 'Realised gain or loss', l19, 'line 17 − line 18', `${money(l17)} − ${money(l18)}`),
    line(
      20,
      'The smaller of line 15 and line 19, not below zero',
      l20,
      'max(0, min(line 15, line 19))',
      `max(0, min(${money(l15)}, ${money(l19)}))`,
    ),
    line(21, 'Ordinary income under recapture rules', recapture, 'as given', money(recapture)),
    line(22, 'Line 20 less line 21, not below zero', l22, 'max(0, line 20 − line 21)', `max(0, ${money(l20)} − ${money(recapture)})`),
    line(23, 'Recognised gain', l23, 'line 21 + line 22', `${money(recapture)} + ${money(l22)}`, '; IRC 1031(b)'),
    line(24, 'Deferred gain or loss', l24, 'line 19 − line 23', `${money(l19)} − ${money(l23)}`, '; IRC 1031(a), (c)'),
    line(
      25,
      'Basis of the like-kind property received',
      l25,
      'line 18 + line 23 − line 15',
      `${money(l18)} + ${money(l23)} − ${money(l15)}`,
      '; IRC 1031(d)',
    ),
  ];
}
