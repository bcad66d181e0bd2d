import { needsRehash, SlowHash } from '@plat/shared/crypto/slow-hash';
import { unavailable } from '@plat/shared/errors/plat-error';

export const MAX_PASSWORD_BYTES = 1_024;

const work = new SlowHash(() => unavailable('Too many passwords are under way right now; try again in a moment.'));

/** One form for what keyboards write in several: an accent may come with its letter or after it (NIST SP 800-63B, 3.1.1.2). */
export const normalized = (password: string): string => password.normalize('NFKC');

/** Whether nobody can have this password: at most 1,024 bytes count, in the normal form. What is far longer is not even normalized. */
export const isTooLong = (password: string): boolean =>
  Buffer.byteLength(password) > 4 * MAX_PASSWORD_BYTES || Buffer.byteLength(normalized(password)) > MAX_PASSWORD_BYTES;

/** An argon2id hash in PHC form, with its salt and parameters. @throws PlatError UNAVAILABLE when too many wait */
export const hashPassword = (password: string): Promise<string> => work.of(normalized(password));

/** @throws PlatError UNAVAILABLE when a password could not be looked at: asked before its attempt is counted */
export const assertRoomForPasswords = (): void => work.assertRoom();

/**
 * Whether the password fits. Without a hash, or with something else in its place as for an account that has no
 * password, it works as long and says no, so that time tells nothing of who exists.
 * @throws PlatError UNAVAILABLE when too many wait
 */
export const passwordFits = (passwordHash: string | undefined, password: string): Promise<boolean> =>
  work.fits(passwordHash, normalized(password));

/** Whether a hash is weaker than what we make now, so that the next sign-in should replace it. */
export const passwordNeedsRehash = needsRehash;
