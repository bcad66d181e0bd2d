import { badInput, conflict, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { User } from '../user/user.entity';
import { UserPreference } from './preference.entity';
import type { SetPreferenceInput } from './preference.input';

const MAX_KEY = 255;
const MAX_KEYS = 200;
const MAX_BYTES = 16_384;

/** What users choose for themselves; nobody chooses for another. */
export class PreferenceService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
  ) {}

  /** @throws PlatError BAD_USER_INPUT for a key or value that is too long, CONFLICT with too many keys */
  async set({ preferenceKey, preferenceValue }: SetPreferenceInput): Promise<UserPreference> {
    const { db } = this.scope;
    const value = JSON.stringify(preferenceValue);
    const faults = {
      ...(preferenceKey.trim() === '' || preferenceKey.length > MAX_KEY
        ? { 'input.preferenceKey': `must have 1 to ${MAX_KEY} characters` }
        : {}),
      ...(Buffer.byteLength(value) > MAX_BYTES ? { 'input.preferenceValue': `must have at most ${MAX_BYTES} bytes` } : {}),
    };
    if (Object.keys(faults).length) throw badInput(faults);
    const user = await this.lockedSelf();
    const mine = { userId: user.id, preferenceKey };
    const known = await db.existsBy(UserPreference, mine);
    if (!known && (await db.countBy(UserPreference, { userId: user.id })) >= MAX_KEYS) {
      throw conflict(`You have ${MAX_KEYS} preferences already; remove one first.`);
    }
    await db.query(
      `INSERT INTO user_preferences (user_id, preference_key, preference_value) VALUES ($1, $2, $3)
        ON CONFLICT (user_id, preference_key) DO UPDATE SET preference_value = excluded.preference_value, updated_at = now()`,
      [user.id, preferenceKey, value],
    );
    await this.events.record('user.preference_set', user, { after: {}, preferenceKey });
    return db.findOneByOrFail(UserPreference, mine);
  }

  /** @returns whether there was one */
  async remove(preferenceKey: string): Promise<boolean> {
    const user = await this.lockedSelf();
    const { affected } = await this.scope.db.delete(UserPreference, { userId: user.id, preferenceKey });
    if (affected) await this.events.record('user.preference_removed', user, { after: {}, preferenceKey });
    return Boolean(affected);
  }

  /** One at a time for each user: the count of keys holds, and events are in order. */
  private async lockedSelf(): Promise<User> {
    const { db, viewer } = this.scope;
    const user = await db.findOne(User, { where: { id: viewer.userId }, lock: { mode: 'pessimistic_write' } });
    if (!user) throw notFound('User', viewer.userId);
    return user;
  }
}
