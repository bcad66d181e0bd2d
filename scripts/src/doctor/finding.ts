import { SetupError } from '@plat/shared/database/setup-error';

/** `good`: as it should be. `note`: nothing is broken, but one may want to know. `broken`: it does not work like that. */
export type State = 'good' | 'note' | 'broken';

/** One line of the doctor. */
export interface Finding {
  readonly state: State;
  /** What was looked at, and how it is. */
  readonly says: string;
  /** What to do about it, as a command where there is one. */
  readonly fix?: string;
}

/** What the doctor looks at. */
export interface Surroundings {
  /** The clone. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
}

export const good = (says: string): Finding => ({ state: 'good', says });
export const note = (says: string, fix: string): Finding => ({ state: 'note', says, fix });
export const broken = (says: string, fix: string): Finding => ({ state: 'broken', says, fix });

/**
 * An error as a finding. Those of a start carry their fix in their own sentence: `what is wrong: what to do`.
 * @param fix for every other error
 */
export const refusal = (error: unknown, fix = 'report it together with these lines'): Finding => {
  const { message } = error as Error;
  const colon = error instanceof SetupError ? message.lastIndexOf(': ') : -1;
  return colon < 0 ? broken(message, fix) : broken(message.slice(0, colon), message.slice(colon + 2).replace(/\.$/, ''));
};

const MARKS: Readonly<Record<State, string>> = { good: 'ok    ', note: 'note  ', broken: 'BROKEN' };

export const lineOf = ({ state, says, fix }: Finding): string => `${MARKS[state]}  ${says}${fix ? `: ${fix}` : ''}.`;
