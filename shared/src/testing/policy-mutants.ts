import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A function of a policy in code, by its file and name, and what takes its place when it is weakened. */
export interface PolicyMutant {
  readonly file: string;
  readonly name: string;
  readonly weakened: (...args: never[]) => unknown;
}

/** By what the names of policies' functions begin with: all rows, no refusal, always yes, never no. */
const WEAKENED: readonly (readonly [RegExp, (() => unknown) | undefined])[] = [
  [/^(visible|own)[A-Z]/, () => ({})],
  [/^assertMay[A-Z]/, () => undefined],
  [/^may[A-Z]/, () => true],
  [/^would[A-Z]/, () => false],
  [/^every[A-Z]/, undefined], // shows all rows as it is
];

const policyFiles = (source: string): string[] =>
  readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.policy.ts'))
    .map((name) => join(source, name));

/**
 * Every way to weaken a function that a policy below a source folder exports.
 * @throws Error for a function whose name says nothing of what it decides
 */
export function policyMutants(source: string): PolicyMutant[] {
  return policyFiles(source).flatMap((file) =>
    Object.keys(require(file) as object).flatMap((name) => {
      const found = WEAKENED.find(([names]) => names.test(name));
      if (!found) throw new Error(`${file} exports ${name}: call it visible…, own…, assertMay…, may…, would… or every….`);
      const [, weakened] = found;
      return weakened ? [{ file, name, weakened }] : [];
    }),
  );
}

/** The scopes that stand before a rule of the same policy. */
export const scopesBefore = (mutant: PolicyMutant, all: readonly PolicyMutant[]): PolicyMutant[] =>
  all.filter(({ file, name }) => file === mutant.file && name !== mutant.name && name.startsWith('visible'));

/** What one start of a service needs to serve all mutants. */
export interface PolicySwitch {
  /** The mutants that are in place. */
  weak: readonly PolicyMutant[];
  /** Is told of each function that is asked. */
  asked: (file: string, name: string) => void;
}

/** A policy's exports as they are, but for those that are weakened at the moment. */
export const switchable = (file: string, actual: object, policies: PolicySwitch): object =>
  Object.fromEntries(
    (Object.entries(actual) as [string, (...args: never[]) => unknown][]).map(([name, original]) => [
      name,
      (...args: never[]) => {
        policies.asked(file, name);
        const mutant = policies.weak.find((one) => one.file === file && one.name === name);
        return mutant ? mutant.weakened(...args) : original(...args);
      },
    ]),
  );
