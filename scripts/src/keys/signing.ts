import { SetupError } from '@plat/shared/database/setup-error';
import type { JWK } from 'jose';

/** The keys that sign access tokens, the first of which does. */
export interface SigningKeys {
  readonly keys: readonly JWK[];
}

/** The three steps of a rotation; between two of them all crm are restarted, and what the step says is waited for. */
export const STEPS = ['add', 'use', 'drop'] as const;
export type Step = (typeof STEPS)[number];

/**
 * `add` publishes a new key behind the one that signs, `use` lets it sign, `drop` withdraws the old one.
 * @throws SetupError when the keys are not where the step begins
 */
export function stepOf({ keys }: SigningKeys, step: Step, newKey: () => JWK): SigningKeys {
  const [first, second, ...more] = keys;
  if (!first || more.length) throw new SetupError('There must be one key, or two while one follows the other.');
  if (step === 'add') {
    if (second) throw new SetupError('A rotation is under way: there are two keys. Go on with "use", or with "drop".');
    return { keys: [first, newKey()] };
  }
  if (!second) throw new SetupError('There is one key only: begin with "add".');
  return { keys: step === 'use' ? [second, first] : [first] };
}
