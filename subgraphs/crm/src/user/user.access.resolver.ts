import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { Role } from '../role/role.entity';
import { CreateUserInput, RoleGrantInput, SetUserActiveInput, SetUserRoleInput } from './user.access.input';
import { User } from './user.entity';

@Resolver(() => User)
export class UserAccessResolver {
  @FieldResolver(() => [Role], { description: 'The roles granted besides the primary one, by name.' })
  grantedRoles(@Root() { id }: User, @Ctx() { loaders }: CrmContext) {
    return loaders.grantedRoles.load(id);
  }

  @FieldResolver(() => [String], {
    description: 'All that the user may do, by the primary role and the granted ones: the names of permissions, sorted.',
  })
  permissions(@Root() { id }: User, @Ctx() { loaders }: CrmContext) {
    return loaders.permissionsOfUser.load(id);
  }

  @Mutation(() => User, {
    nullable: true,
    description: 'Adds a user with a new contact; a mail asks the user to choose a password. For administrators.',
  })
  createUser(
    @Arg('input', () => CreateUserInput, { description: 'The new user.' }) input: CreateUserInput,
    @Ctx() { userAccess }: CrmContext,
  ) {
    return userAccess.create(input);
  }

  @Mutation(() => User, { nullable: true, description: 'Gives a user another primary role; for administrators, never for themselves.' })
  setUserRole(
    @Arg('input', () => SetUserRoleInput, { description: 'Which user, and which role.' }) input: SetUserRoleInput,
    @Ctx() { userAccess }: CrmContext,
  ) {
    return userAccess.setRole(input);
  }

  @Mutation(() => User, {
    nullable: true,
    description: 'Shuts a user out, which ends all their sessions, or lets them in again; for administrators, never for themselves.',
  })
  setUserActive(
    @Arg('input', () => SetUserActiveInput, { description: 'Which user, and whether in or out.' }) input: SetUserActiveInput,
    @Ctx() { userAccess }: CrmContext,
  ) {
    return userAccess.setActive(input);
  }

  @Mutation(() => User, { nullable: true, description: 'Grants a role besides the primary one; for administrators, never to themselves.' })
  grantRole(
    @Arg('input', () => RoleGrantInput, { description: 'Which user, and which role.' }) input: RoleGrantInput,
    @Ctx() { userAccess }: CrmContext,
  ) {
    return userAccess.grantRole(input);
  }

  @Mutation(() => User, { nullable: true, description: 'Takes a granted role away; for administrators, never from themselves.' })
  revokeRole(
    @Arg('input', () => RoleGrantInput, { description: 'Which user, and which role.' }) input: RoleGrantInput,
    @Ctx() { userAccess }: CrmContext,
  ) {
    return userAccess.revokeRole(input);
  }

  @Mutation(() => User, {
    nullable: true,
    description:
      'Deletes a user with all that is theirs alone, ends their sessions at once, and answers who it was; for administrators, never themselves. What they did stays on record.',
  })
  deleteUser(
    @Arg('id', () => ID, { description: 'Which user; never yourself.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { userAccess }: CrmContext,
  ) {
    return userAccess.delete(id, version);
  }
}
