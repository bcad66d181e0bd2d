import { randomBytes } from 'node:crypto';
import { badInput } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { EntityManager } from 'typeorm';
import { faultsOfProfile, storedUsername } from '../user/profile-rules';
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

const MAX_DERIVED = 200;

/** Until the transaction ends, nobody else signs up with this text. Take the address's before the name's, so that nobody waits in a circle. */
const reserve = (db: EntityManager, what: 'address' | 'name', text: string): Promise<unknown> =>
  db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`account ${what} ${text.toLowerCase()}`]);

/** The user with an address, if there is one; nobody gets the address by signing up until the transaction ends. */
export async function userOfAddress(db: EntityManager, email: string): Promise<User | undefined> {
  await reserve(db, 'address', email);
  const [row]: { id: string }[] = await db.query('SELECT id FROM users WHERE lower(email) = lower($1)', [email]);
  return row ? ((await db.findOneBy(User, { id: row.id })) ?? undefined) : undefined;
}

/** Whether somebody has a name, in any case; nobody gets it by signing up until the transaction ends. */
async function isTaken(db: EntityManager, username: string): Promise<boolean> {
  await reserve(db, 'name', username);
  const rows: unknown[] = await db.query('SELECT FROM users WHERE lower(username) = lower($1)', [username]);
  return rows.length > 0;
}

/** For who has proved their address: to anybody else it would tell whether a sign-up before made a user. @throws PlatError BAD_USER_INPUT */
export async function assertUsernameFree(db: EntityManager, username: string | null | undefined): Promise<void> {
  if (username != null && (await isTaken(db, storedUsername(username)))) throw badInput({ 'input.username': 'is taken' });
}

/** The name that is wished for, or the local part of the address, with a suffix where that is no name or taken. */
async function nameFor(db: EntityManager, email: string, wish: string | null | undefined): Promise<string> {
  const wanted = wish == null ? (email.split('@')[0] ?? email).slice(0, MAX_DERIVED) : storedUsername(wish);
  const isFree = !faultsOfProfile({ username: wanted })['input.username'] && !(await isTaken(db, wanted));
  return isFree ? wanted : `${wanted.slice(0, MAX_DERIVED)}-${randomBytes(4).toString('hex')}`;
}

/** Gives a new user the roles that everybody has. */
export const grantDefaultRoles = (db: EntityManager, userId: string): Promise<unknown> =>
  db.query('INSERT INTO user_roles (user_id, role_id) SELECT $1, id FROM roles WHERE is_default', [userId]);

/** Makes a user of the role USER, or CLIENT for a client's login, with the roles that everybody is granted. */
export async function addUser(db: EntityManager, events: Events, input: NewUser): Promise<User> {
  const { email, passwordHash, firstName = null, lastName = null, contactId = null, clientId = null } = input;
  const username = await nameFor(db, email, input.username);
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
