import { PASSWORD_PATH, type PasswordAnswer, passwordQuestion } from '@plat/shared/access/password-question';
import { PlatError } from '@plat/shared/errors/plat-error';
import { type InternalPaths, internalPath } from '@plat/shared/graphql/internal-path';
import { PasswordRecheck } from './password-recheck';

/**
 * Whether a password is that of the viewer of a call: for services that ask for it again before what a session alone is not
 * enough for. Each question is an attempt, counted with all others of that user.
 */
export const passwordPaths: InternalPaths = {
  [PASSWORD_PATH]: internalPath({
    method: 'POST',
    callers: 'services',
    schema: passwordQuestion,
    answer: async ({ password }, { viewer, asSystem }): Promise<PasswordAnswer> => {
      try {
        await new PasswordRecheck({ viewer, asSystem }).assertFits('password', password);
        return { outcome: 'FITS' };
      } catch (error) {
        if (error instanceof PlatError && error.code === 'BAD_USER_INPUT') return { outcome: 'WRONG' };
        if (error instanceof PlatError && error.code === 'RATE_LIMITED') return { outcome: 'LIMITED' };
        throw error;
      }
    },
  }),
};
