import { randomBytes } from 'node:crypto';
import type { Events } from '@plat/shared/events/events';
import type { EntityManager } from 'typeorm';
import { User, UserRole } from '../user/user.entity';

/** What somebody brings who becomes a user by themselves. */
export interface NewUser {
  readonly email: string;
  readonly passwordHash: string;
  readonly username?: string | null;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly contactId?: string;
  readonly clientId?: string;
}

const MIN_USERNAME = 3;
const MAX_TEXT = 255;
const MAX_EMAIL = 254;

/** Whether another user has this name. */
export const isUsernameTaken = (db: EntityManager, username: string): Promise<boolean> => db.existsBy(User, { username });

/** What is wrong with the texts of a new user, by argument. */
export function faultsOfProfile(input: Partial<Pick<NewUser, 'email' | 'username' | 'firstName' | 'lastName'>>): Record<string, string> {
  const faults: Record<string, string> = {};
  const { username } = input;
  if (username != null && (username.trim().length < MIN_USERNAME || username.length > MAX_TEXT))
    faults['input.username'] = `must have ${MIN_USERNAME} to ${MAX_TEXT} characters`;
  for (const field of ['firstName', 'lastName'] as const)
    if ((input[field]?.length ?? 0) > MAX_TEXT) faults[`input.${field}`] = `must have at most ${MAX_TEXT} characters`;
  for (const field of ['username', 'firstName', 'lastName'] as const)
    if (/\0|\p{Surrogate}/u.test(input[field] ?? ''))
      faults[`input.${field}`] = 'must not have a null character or half of a character in it';
  if ((input.email?.length ?? 0) > MAX_EMAIL) faults['input.email'] = `must have at most ${MAX_EMAIL} characters`;
  return faults;
}

/** Until the transaction ends, nobody else signs up with this text. Take the address's before the name's, so that nobody waits in a circle. */
const reserve = (db: EntityManager, what: 'address' | 'name', text: string): Promise<unknown> =>
  db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`account ${what} ${text.toLowerCase()}`]);

/** The user with an address, if there is one; nobody gets the address by signing up until the transaction ends. */
export async function userOfAddress(db: EntityManager, email: string): Promise<User | undefined> {
  await reserve(db, 'address', email);
  const [row]: { id: string }[] = await db.query('SELECT id FROM users WHERE lower(email) = lower($1)', [email]);
  return row ? ((await db.findOneBy(User, { id: row.id })) ?? undefined) : undefined;
}

/** The local part of the address, with a suffix where that is too short or taken. */
async function derivedName(db: EntityManager, email: string): Promise<string> {
  const local = email.split('@')[0] ?? email;
  await reserve(db, 'name', local);
  const isFree = local.length >= MIN_USERNAME && !(await isUsernameTaken(db, local));
  return isFree ? local : `${local}-${randomBytes(4).toString('hex')}`;
}

/** Gives a new user the roles that everybody has. */
export const grantDefaultRoles = (db: EntityManager, userId: string): Promise<unknown> =>
  db.query('INSERT INTO user_roles (user_id, role_id) SELECT $1, id FROM roles WHERE is_default', [userId]);

/** Makes a user of the role USER, or CLIENT for a client's login, with the roles that everybody is granted. */
export async function addUser(db: EntityManager, events: Events, input: NewUser): Promise<User> {
  const { email, passwordHash, firstName = null, lastName = null, contactId = null, clientId = null } = input;
  const username = input.username ?? (await derivedName(db, email));
  const user = await db.save(
    db.create(User, {
      email,
      username,
      passwordHash,
      firstName,
      lastName,
      fullName: [firstName, lastName].filter(Boolean).join(' ') || null,
      role: clientId ? UserRole.CLIENT : UserRole.USER,
      contactId,
      clientId,
    }),
  );
  await grantDefaultRoles(db, user.id);
  await events.record('user.created', user);
  return user;
}
