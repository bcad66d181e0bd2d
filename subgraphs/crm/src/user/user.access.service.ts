import { randomBytes } from 'node:crypto';
import { revise } from '@plat/shared/database/revise';
import { badInput, notFound } from '@plat/shared/errors/plat-error';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { Deletions } from '@plat/shared/references/deletion';
import { referenced } from '@plat/shared/references/restrictions';
import type { EntityManager } from 'typeorm';
import type { AccountParts } from '../account/account-parts';
import { encloseFirstPassword } from '../account/first-password';
import { grantDefaultRoles } from '../account/new-user';
import { Contact, ContactType } from '../contact/contact.entity';
import { revoke } from '../revocation/revoke';
import { Role } from '../role/role.entity';
import { hashPassword } from '../session/password';
import { handOverWorkspaces } from '../workspace/workspace.heirs';
import { type Administration, administer } from './administration';
import { faultsOfProfile, storedUsername } from './profile-rules';
import type { CreateUserInput, RoleGrantInput, SetUserActiveInput, SetUserRoleInput } from './user.access.input';
import { User } from './user.entity';
import { assertMayAddUsers, assertMayManageUser, visibleUsers } from './user.policy';

/**
 * What users may do, as administrators decide it; nobody about themselves. It is written as the system: the application
 * role has no right to these columns, so that no fault in a request can raise anybody.
 */
export class UserAccessService {
  constructor(
    private readonly scope: RequestScope,
    private readonly account: Pick<AccountParts, 'post' | 'letters' | 'clock'>,
    private readonly deletions: Deletions,
  ) {}

  /**
   * Adds a user with a contact of their own, and the roles that everybody is granted. A contact that the registry has already is not linked: it may take part in an
   * exchange, and whoever got it by an address alone would become that participant. Nobody knows the password: a mail asks for the user’s own.
   * @throws PlatError FORBIDDEN, BAD_USER_INPUT, or CONFLICT when a user or a contact has the address
   */
  async create({ email, role, firstName = null, lastName = null, ...input }: CreateUserInput): Promise<User> {
    assertMayAddUsers(this.scope.viewer);
    const username = storedUsername(input.username ?? email);
    const faults = faultsOfProfile({ email, username, firstName, lastName });
    if (Object.keys(faults).length) throw badInput(faults);
    const passwordHash = await hashPassword(randomBytes(32).toString('base64url'));
    return this.account.post.together((enclose) =>
      administer(this.scope, async ({ db, events }) => {
        const contact = await db.save(db.create(Contact, { ownerUserId: null, email, firstName, lastName, type: ContactType.OTHER }));
        await events.record('contact.created', contact);
        const fullName = [firstName, lastName].filter(Boolean).join(' ') || null;
        const user = await db.save(
          db.create(User, { email, username, role, firstName, lastName, fullName, passwordHash, contactId: contact.id }),
        );
        await grantDefaultRoles(db, user.id);
        await events.record('user.created', user);
        await encloseFirstPassword(db, enclose, user, this.account);
        return user;
      }),
    );
  }

  /** @throws PlatError FORBIDDEN, NOT_FOUND, or CONFLICT for a stale version */
  async setRole({ id, version, role }: SetUserRoleInput): Promise<User> {
    return this.decide({ id, version }, { role }, async ({ db, events }, row, before) => {
      await events.record('user.role_changed', row, { before, after: { role } });
      await revoke(db, 'USER', row.id);
    });
  }

  /** Inactive users are out: their sessions end with the decision. @throws PlatError as {@link setRole} */
  async setActive({ id, version, isActive }: SetUserActiveInput): Promise<User> {
    return this.decide({ id, version }, { isActive }, async ({ db, events }, row, before) => {
      if (!isActive) await db.query('UPDATE user_sessions SET is_active = false WHERE user_id = $1 AND is_active', [row.id]);
      await events.record(isActive ? 'user.activated' : 'user.deactivated', row, { before, after: { isActive } });
      if (!isActive) await revoke(db, 'USER', row.id);
    });
  }

  /** Granting what is granted changes nothing. @throws PlatError FORBIDDEN, NOT_FOUND for the user or the role */
  async grantRole(input: RoleGrantInput): Promise<User> {
    return this.changeGrant(
      input,
      'user.role_granted',
      'WITH done AS (INSERT INTO user_roles (user_id, role_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING role_id) SELECT role_id FROM done',
    );
  }

  /** Revoking what is not granted changes nothing. @throws PlatError FORBIDDEN, NOT_FOUND for the user or the role */
  async revokeRole(input: RoleGrantInput): Promise<User> {
    return this.changeGrant(
      input,
      'user.role_revoked',
      'WITH done AS (DELETE FROM user_roles WHERE user_id = $1 AND role_id = $2 RETURNING role_id) SELECT role_id FROM done',
    );
  }

  /**
   * What the user owns goes, here and in other services; what they did stays on record, and the person stays a contact.
   * Workspaces of which the user was the last owner get another one of their members.
   * Contacts that were private to the user go too, unless something refers to them: then the registry has them.
   * @throws PlatError as {@link Deletions.delete}; FORBIDDEN for oneself, so that always one administrator is left
   */
  delete(id: string, version?: number | null): Promise<User> {
    const { viewer } = this.scope;
    assertMayManageUser(viewer, id);
    return this.deletions.delete(User, {
      id,
      version,
      scope: visibleUsers(viewer),
      mayDelete: (user) => assertMayManageUser(viewer, user.id),
      belongings: { table: 'contacts', column: 'owner_user_id', type: 'Contact', heldBy: ['clients'] },
      within: (work) => administer(this.scope, work),
      prepare: async (step, user) => {
        await handOverWorkspaces(step, user.id);
        const twice: unknown[] = await step.db.query(REGISTERED_ALREADY, [user.id]);
        if (twice.length) throw referenced('User', [{ type: 'Contact', count: twice.length }]);
      },
      conclude: ({ db }, user) => revoke(db, 'USER', user.id),
    });
  }

  private async decide(
    { id, version }: { id: string; version?: number },
    changes: Partial<Pick<User, 'role' | 'isActive'>>,
    conclude: (administration: Administration, row: User, before: Partial<User>) => Promise<void>,
  ): Promise<User> {
    const { viewer } = this.scope;
    assertMayManageUser(viewer, id);
    return administer(this.scope, async (administration) => {
      const { row, before } = await revise<User>(administration.db, User, {
        id,
        version,
        changes,
        scope: visibleUsers(viewer),
        mayEdit: ({ id }) => assertMayManageUser(viewer, id),
      });
      await conclude(administration, row, before);
      return row;
    });
  }

  private async changeGrant({ userId, roleId }: RoleGrantInput, type: `user.${string}`, sql: string): Promise<User> {
    assertMayManageUser(this.scope.viewer, userId);
    return administer(this.scope, async ({ db, events }) => {
      const user = await locked(db, userId);
      const role = isUuid(roleId) ? await db.findOneBy(Role, { id: roleId }) : null;
      if (!role) throw notFound('Role', roleId);
      const changed: unknown[] = await db.query(sql, [user.id, role.id]);
      if (!changed.length) return user;
      await events.record(type, user, { after: {}, roleId: role.id, roleName: role.name });
      await revoke(db, 'USER', user.id);
      return user;
    });
  }
}

/** Contacts of a user that would come into the registry, where somebody else has their address. */
const REGISTERED_ALREADY = `SELECT FROM contacts own JOIN contacts shared ON lower(shared.email) = lower(own.email) AND shared.owner_user_id IS NULL
  WHERE own.owner_user_id = $1`;

/** The user, locked so that the events of one user are in the order of their commits. */
async function locked(db: EntityManager, id: string): Promise<User> {
  const user = isUuid(id) ? await db.findOne(User, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!user) throw notFound('User', id);
  return user;
}
