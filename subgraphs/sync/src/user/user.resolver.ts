import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { SyncContext } from '../context';
import { PlatformLinkConnection } from '../platform-link/platform-link.entity';
import { PlatformLinkPageArgs } from '../platform-link/platform-link.input';
import { User } from './user.stub';

@Resolver(() => User)
export class UserResolver {
  @FieldResolver(() => PlatformLinkConnection, { nullable: true, description: 'The platforms that the user has connected.' })
  platformLinks(@Root() { id }: User, @Args(() => PlatformLinkPageArgs) args: PlatformLinkPageArgs, @Ctx() { pages }: SyncContext) {
    return pages.platformLinksOfUser.of(id, args);
  }
}
