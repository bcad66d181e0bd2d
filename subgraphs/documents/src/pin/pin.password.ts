import { PASSWORD_PATH, type PasswordAnswer, passwordAnswer } from '@plat/shared/access/password-question';
import type { ServiceClient } from '@plat/shared/access/service-client';
import type { Viewer } from '@plat/shared/access/viewer';
import { badInput, PlatError } from '@plat/shared/errors/plat-error';

/** Who looks at the passwords of people: crm, or in tests somebody else. */
export type LookAtPassword = (viewer: Viewer, password: string, services: ServiceClient) => Promise<PasswordAnswer['outcome']>;

/** @throws PlatError UNAVAILABLE while crm does not answer */
export const askCrmAboutPassword: LookAtPassword = async (viewer, password, services) => {
  const { outcome } = await services.call('crm', PASSWORD_PATH, viewer, { password }, passwordAnswer);
  return outcome;
};

const MOST_BYTES = 4_096;

/** @throws PlatError BAD_USER_INPUT for a wrong password, RATE_LIMITED after several, UNAVAILABLE */
export async function assertPassword(
  look: LookAtPassword,
  { viewer, services }: { readonly viewer: Viewer; readonly services: ServiceClient },
  password: string,
): Promise<void> {
  const outcome = Buffer.byteLength(password) > MOST_BYTES ? 'WRONG' : await look(viewer, password, services);
  if (outcome === 'LIMITED') throw new PlatError('RATE_LIMITED', 'Too many wrong passwords; wait an hour, then try again.');
  if (outcome === 'WRONG') throw badInput({ 'input.password': 'is wrong' });
}
