import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { Permission } from '../permission/permission.entity';
import { UserConnection } from '../user/user.entity';
import { UserPageArgs } from '../user/user.input';
import { Role, RoleConnection } from './role.entity';
import { CreateRoleInput, RolePageArgs, SetRolePermissionsInput, UpdateRoleInput } from './role.input';

@Resolver(() => Role)
export class RoleResolver {
  @Query(() => Role, { nullable: true, description: 'A role by id; null when there is none.' })
  role(@Arg('id', () => ID, { description: 'The id of the role.' }) id: string, @Ctx() { loaders }: CrmContext) {
    return loaders.role.load(id);
  }

  @Query(() => RoleConnection, { nullable: true, description: 'All roles there are.' })
  roles(@Args(() => RolePageArgs) args: RolePageArgs, @Ctx() { pages }: CrmContext) {
    return pages.roles.root(args);
  }

  @FieldResolver(() => [Permission], { description: 'What the role allows, by name.' })
  permissions(@Root() { id }: Role, @Ctx() { loaders }: CrmContext) {
    return loaders.permissionsOfRole.load(id);
  }

  @FieldResolver(() => UserConnection, {
    nullable: true,
    description: 'To whom the role was granted; null unless you are an administrator.',
  })
  users(@Root() { id }: Role, @Args(() => UserPageArgs) args: UserPageArgs, @Ctx() { scope, pages }: CrmContext) {
    return scope.viewer.isAdmin ? pages.usersOfRole.of(id, args) : null;
  }

  @Mutation(() => Role, { nullable: true, description: 'Adds a role that can be granted; for administrators.' })
  createRole(@Arg('input', () => CreateRoleInput, { description: 'The new role.' }) input: CreateRoleInput, @Ctx() { roles }: CrmContext) {
    return roles.create(input);
  }

  @Mutation(() => Role, { nullable: true, description: 'Renames or describes a role; for administrators.' })
  updateRole(
    @Arg('input', () => UpdateRoleInput, { description: 'Which role, and what changes.' }) input: UpdateRoleInput,
    @Ctx() { roles }: CrmContext,
  ) {
    return roles.update(input);
  }

  @Mutation(() => Role, { nullable: true, description: 'Sets all that a role allows; for administrators. That of ADMIN stays.' })
  setRolePermissions(
    @Arg('input', () => SetRolePermissionsInput, { description: 'Which role, and its permissions.' }) input: SetRolePermissionsInput,
    @Ctx() { roles }: CrmContext,
  ) {
    return roles.setPermissions(input);
  }

  @Mutation(() => Role, {
    nullable: true,
    description: 'Deletes a role that is no primary one, and answers what it was; for administrators. Refused while projects assign it.',
  })
  deleteRole(
    @Arg('id', () => ID, { description: 'Which role.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { roles }: CrmContext,
  ) {
    return roles.delete(id, version);
  }
}
