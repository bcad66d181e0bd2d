import { badInput, conflict } from '@plat/shared/errors/plat-error';
import { type Deal, DealStatus } from './deal.entity';
import type { CreateDealInput, DealOutcome } from './deal.input';

const MAX_TITLE = 255;
const MAX_STAGE = 100;
const MAX_ACTION = 1_000;
const MAX_NOTES = 20_000;
const STAGE = /^[\p{L}\p{N}]+(_[\p{L}\p{N}]+)*$/u;
/** Of ten digits before the point, as the column takes. */
const VALUE = /^0*(\d{1,10})(?:\.(\d{1,2}))?$/;

/** How likely a deal is won at the stages that everybody has. Of a stage of somebody's own nothing is known. */
const PROBABILITIES: ReadonlyMap<string, number> = new Map([
  ['initial_contact', 10],
  ['prospecting', 10],
  ['qualification', 20],
  ['proposal', 50],
  ['negotiation', 80],
  ['under_contract', 90],
]);

/** What clients say of a deal besides what it is about. */
export type DealDetails = Partial<Omit<CreateDealInput, 'leadId' | 'propertyId'>>;

/**
 * The details in the form in which they are stored: texts without blanks around them, stages in one spelling (or the
 * same one would not be found again), money with two decimals. The database's checks stand behind.
 * @throws PlatError BAD_USER_INPUT with every argument that breaks a rule
 */
export function storedDetails(input: DealDetails): DealDetails {
  const faults: Record<string, string> = {};
  const expect = (field: keyof DealDetails, holds: boolean, rule: string) => {
    if (!holds) faults[`input.${field}`] ??= rule;
  };
  for (const field of ['title', 'stage'] as const) expect(field, input[field] !== null, 'must not be null; leave it out');

  const details = { ...input };
  for (const [field, most] of [
    ['title', MAX_TITLE],
    ['nextAction', MAX_ACTION],
    ['notes', MAX_NOTES],
  ] as const) {
    const text = input[field]?.trim();
    if (text === undefined) continue;
    expect(field, text !== '', 'must not be empty');
    expect(field, [...text].length <= most, `must have at most ${most} characters`);
    details[field] = text;
  }
  if (typeof input.stage === 'string') {
    details.stage = stageOf(input.stage);
    expect('stage', STAGE.test(details.stage), 'must be words of letters and digits');
    expect('stage', [...details.stage].length <= MAX_STAGE, `must have at most ${MAX_STAGE} characters`);
    expect('stage', !['won', 'lost'].includes(details.stage), 'must not be won or lost; close the deal for that');
  }
  if (typeof input.estimatedValue === 'string') {
    const [, dollars, cents = ''] = VALUE.exec(input.estimatedValue) ?? [];
    expect('estimatedValue', dollars !== undefined, 'must be 0 or more, below ten thousand million, with at most two decimals');
    details.estimatedValue = `${dollars}.${cents.padEnd(2, '0')}`;
  }
  const { probability } = input;
  expect('probability', typeof probability !== 'number' || (probability >= 0 && probability <= 100), 'must be between 0 and 100');
  if (Object.keys(faults).length) throw badInput(faults);
  return details;
}

const stageOf = (text: string): string =>
  text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');

type Likelihood = Pick<Deal, 'probability' | 'probabilityOverridden'>;

/** How likely a deal is, from what its owner says of that, or else from its stage. */
export const likelihoodOf = (stage: string, said: number | null | undefined): Likelihood => ({
  probability: said ?? PROBABILITIES.get(stage) ?? null,
  probabilityOverridden: typeof said === 'number',
});

/**
 * What follows from an edit for how likely the deal is.
 * @param deal as it is after the edit @param changes what was said in it
 * @throws PlatError CONFLICT for the stage or the probability of a deal that has ended
 */
export function likelihoodAfter(deal: Pick<Deal, 'status' | 'stage' | keyof Likelihood>, changes: DealDetails): Partial<Likelihood> {
  if (changes.stage === undefined && changes.probability === undefined) return {};
  if (deal.status !== DealStatus.ACTIVE)
    throw conflict('The stage and the probability of a deal that has ended stay as they are; reopen it first.', { status: deal.status });
  if (changes.probability !== undefined) return likelihoodOf(deal.stage, changes.probability);
  return deal.probabilityOverridden ? {} : likelihoodOf(deal.stage, undefined);
}

type Ended = Pick<Deal, 'status'> & Partial<Likelihood>;

/** What a deal becomes when it is won or lost; its stage stays. @throws PlatError CONFLICT unless it is active */
export function closed({ status }: Pick<Deal, 'status'>, outcome: DealOutcome): Ended {
  assertActive(status, 'closed');
  return { status: DealStatus[outcome], probability: outcome === 'WON' ? 100 : 0, probabilityOverridden: false };
}

/** What a deal becomes when it is put aside without an outcome. @throws PlatError CONFLICT unless it is active */
export function archived({ status }: Pick<Deal, 'status'>): Ended {
  assertActive(status, 'archived');
  return { status: DealStatus.ARCHIVED };
}

/** What a deal becomes when it is worked on again. @throws PlatError CONFLICT when it is */
export function reopened({ status, stage, probabilityOverridden }: Pick<Deal, 'status' | 'stage' | 'probabilityOverridden'>): Ended {
  if (status === DealStatus.ACTIVE) throw conflict('This deal is active.', { status });
  return { status: DealStatus.ACTIVE, ...(probabilityOverridden ? {} : likelihoodOf(stage, undefined)) };
}

function assertActive(status: DealStatus, what: string): void {
  if (status !== DealStatus.ACTIVE) throw conflict(`Only an active deal is ${what}; reopen it first.`, { status });
}

/** What a deal is worth by how likely it is: half a cent is a cent. */
export function weightedValue({ estimatedValue, probability }: Pick<Deal, 'estimatedValue' | 'probability'>): string | null {
  const [, dollars = '', cents = ''] = VALUE.exec(estimatedValue ?? '') ?? [];
  if (dollars === '' || probability === null) return null;
  const weighted = (BigInt(dollars + cents.padEnd(2, '0')) * BigInt(probability) + 50n) / 100n;
  return `${weighted / 100n}.${String(weighted % 100n).padStart(2, '0')}`;
}
