import { revise } from '@plat/shared/database/revise';
import { badInput } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { User } from './user.entity';
import type { UpdateProfileInput } from './user.input';
import { assertMayEditProfile, visibleUsers } from './user.policy';

/** Profiles of users. Roles, locks and logins belong to identity, and are not edited here. */
export class UserService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version */
  async updateProfile({ id, version, ...changes }: UpdateProfileInput): Promise<User> {
    const { db, viewer } = this.scope;
    if (changes.username === null || (changes.username !== undefined && changes.username.trim().length < 3)) {
      throw badInput({ 'input.username': 'must have at least 3 characters' });
    }
    const { row, before, after } = await revise(db, User, {
      id,
      version,
      changes,
      scope: visibleUsers(viewer),
      mayEdit: (user) => assertMayEditProfile(viewer, user),
      derive: (user) => ({ fullName: [user.firstName, user.lastName].filter(Boolean).join(' ') || null }),
    });
    await this.events.record('user.updated', row, { before, after });
    return row;
  }
}
