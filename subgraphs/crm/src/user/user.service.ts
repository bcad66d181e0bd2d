import { revise } from '@plat/shared/database/revise';
import { badInput } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { faultsOfProfile, storedUsername } from './profile-rules';
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
    const faults = faultsOfProfile(changes);
    if (changes.username === null) faults['input.username'] = 'must not be null; leave it out';
    if (Object.keys(faults).length) throw badInput(faults);
    const username = changes.username === undefined ? undefined : storedUsername(changes.username);
    const { row, before, after } = await revise(db, User, {
      id,
      version,
      changes: { ...changes, username },
      scope: visibleUsers(viewer),
      mayEdit: (user) => assertMayEditProfile(viewer, user),
      derive: (user) => ({ fullName: [user.firstName, user.lastName].filter(Boolean).join(' ') || null }),
    });
    await this.events.record('user.updated', row, { before, after });
    return row;
  }
}
