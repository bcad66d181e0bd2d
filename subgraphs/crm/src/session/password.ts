import { hash, verify } from '@node-rs/argon2';

/** OWASP's floor for argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

let decoy: Promise<string> | undefined;

/** An argon2id hash in PHC form, with its salt and parameters. */
export const hashPassword = (password: string): Promise<string> => hash(password, PARAMETERS);

/**
 * Whether the password fits. Without a hash, or with something else in its place as for an account that has no
 * password, it works as long and says no, so that time tells nothing of who exists.
 */
export async function passwordFits(passwordHash: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('a password that nobody has');
  const isHash = passwordHash?.startsWith('$argon2') ?? false;
  const fits = await verify(isHash ? (passwordHash as string) : await decoy, password);
  return fits && isHash;
}
