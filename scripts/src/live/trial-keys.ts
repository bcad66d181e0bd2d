import { randomBytes } from 'node:crypto';

/** What exchanges seals with; the trial keeps nothing that is sealed. */
export const TRIAL_KEYS = { masterKeys: [{ id: 'trial', key: randomBytes(32) }] } as const;
