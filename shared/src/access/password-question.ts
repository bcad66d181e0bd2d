import { z } from 'zod';

/** Where crm looks at the password of the viewer of a call, where a session alone is not proof enough. */
export const PASSWORD_PATH = '/internal/password';

export const passwordQuestion = z.object({ password: z.string().max(10_000) });

/** LIMITED: too many wrong ones, so that this one was not looked at. */
export const passwordAnswer = z.object({ outcome: z.enum(['FITS', 'WRONG', 'LIMITED']) });

export type PasswordAnswer = z.output<typeof passwordAnswer>;
