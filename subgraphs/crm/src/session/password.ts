import { hash, verify } from '@node-rs/argon2';
import { unavailable } from '@plat/shared/errors/plat-error';
import { Limiter } from './limiter';

/** OWASP's floor for argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
export const MAX_PASSWORD_BYTES = 1_024;

/** Node's four threads of the background also read files and look up names: hashing leaves them one. */
const work = new Limiter(3, 200, () => unavailable('Too many passwords are under way right now; try again in a moment.'));

let decoy: Promise<string> | undefined;

/** One form for what keyboards write in several: an accent may come with its letter or after it (NIST SP 800-63B, 3.1.1.2). */
export const normalized = (password: string): string => password.normalize('NFKC');

/** Whether nobody can have this password: at most 1,024 bytes count, in the normal form. What is far longer is not even normalized. */
export const isTooLong = (password: string): boolean =>
  Buffer.byteLength(password) > 4 * MAX_PASSWORD_BYTES || Buffer.byteLength(normalized(password)) > MAX_PASSWORD_BYTES;

/** An argon2id hash in PHC form, with its salt and parameters. @throws PlatError UNAVAILABLE when too many wait */
export const hashPassword = (password: string): Promise<string> => work.run(() => hash(normalized(password), PARAMETERS));

/** @throws PlatError UNAVAILABLE when a password could not be looked at: asked before its attempt is counted */
export const assertRoomForPasswords = (): void => work.assertRoom();

/**
 * Whether the password fits. Without a hash, or with something else in its place as for an account that has no
 * password, it works as long and says no, so that time tells nothing of who exists.
 * @throws PlatError UNAVAILABLE when too many wait
 */
export async function passwordFits(passwordHash: string | undefined, password: string): Promise<boolean> {
  decoy ??= hash('a password that nobody has', PARAMETERS);
  const isHash = passwordHash?.startsWith('$argon2') ?? false;
  const against = isHash ? (passwordHash as string) : await decoy;
  const fits = await work.run(() => verify(against, normalized(password)));
  return fits && isHash;
}

/** Whether a hash is weaker than what we make now, so that the next sign-in should replace it. */
export function passwordNeedsRehash(passwordHash: string): boolean {
  const [, memory, passes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$/.exec(passwordHash) ?? [];
  return !(Number(memory) >= PARAMETERS.memoryCost && Number(passes) >= PARAMETERS.timeCost);
}
