import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { Role } from '../role/role.entity';
import { Permission, PermissionConnection } from './permission.entity';
import { PermissionPageArgs } from './permission.input';

@Resolver(() => Permission)
export class PermissionResolver {
  @Query(() => Permission, { nullable: true, description: 'A permission by id; null when there is none.' })
  permission(@Arg('id', () => ID, { description: 'The id of the permission.' }) id: string, @Ctx() { loaders }: CrmContext) {
    return loaders.permission.load(id);
  }

  @Query(() => PermissionConnection, { nullable: true, description: 'All permissions there are.' })
  permissions(@Args(() => PermissionPageArgs) args: PermissionPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.permissions.root(args);
  }

  @FieldResolver(() => [Role], { description: 'The roles that give it, by name.' })
  roles(@Root() { id }: Permission, @Ctx() { loaders }: CrmContext) {
    return loaders.rolesOfPermission.load(id);
  }
}
