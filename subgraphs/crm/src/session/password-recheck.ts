import { badInput, PlatError, unauthenticated } from '@plat/shared/errors/plat-error';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { User } from '../user/user.entity';
import { assertRoomForPasswords, isTooLong, passwordFits } from './password';

const MAX_WRONG = 5;

/** Counts an attempt if fewer than five of the last hour are counted; one statement, so that no two pass together. */
const COUNT = `INSERT INTO password_attempts AS counted (user_id, attempted_at) VALUES ($1, ARRAY[clock_timestamp()])
  ON CONFLICT (user_id) DO UPDATE
    SET attempted_at = ARRAY(SELECT one FROM unnest(counted.attempted_at) one WHERE one > now() - interval '1 hour') || EXCLUDED.attempted_at
    WHERE (SELECT count(*) FROM unnest(counted.attempted_at) one WHERE one > now() - interval '1 hour') < $2
  RETURNING attempted_at[cardinality(attempted_at)]::text AS at`;

/** Takes one attempt back; another one at the same microsecond stays. */
const FORGIVE = `UPDATE password_attempts SET attempted_at = attempted_at[:array_position(attempted_at, $2::timestamptz) - 1]
    || attempted_at[array_position(attempted_at, $2::timestamptz) + 1:]
  WHERE user_id = $1 AND $2::timestamptz = ANY (attempted_at)`;

/** Asks a signed-in user for the password once more, where a session alone is not proof enough. */
export class PasswordRecheck {
  constructor(private readonly scope: Pick<RequestScope, 'asSystem' | 'viewer'>) {}

  /**
   * An attempt is counted, and committed, before the password is looked at, and taken back when it fits: guesses that
   * come in parallel, or in mutations that fail, count all the same.
   * @param argument the path of the password, for the error
   * @throws PlatError RATE_LIMITED after five wrong passwords within an hour, BAD_USER_INPUT for a wrong one, UNAVAILABLE
   */
  async assertFits(argument: string, password: string): Promise<void> {
    assertRoomForPasswords();
    const { asSystem, viewer } = this.scope;
    const { userId } = viewer;
    const user = await asSystem((db) => db.findOneBy(User, { id: userId }));
    if (!user?.isActive) throw unauthenticated();
    const [counted]: { at: string }[] = await asSystem((db) => db.query(COUNT, [userId, MAX_WRONG]));
    if (!counted) throw new PlatError('RATE_LIMITED', 'Too many wrong passwords; wait an hour, then try again.');
    const fits = !isTooLong(password) && (await passwordFits(user.passwordHash, password));
    if (!fits) throw badInput({ [argument]: 'is wrong' });
    await asSystem((db) => db.query(FORGIVE, [userId, counted.at]));
  }
}
