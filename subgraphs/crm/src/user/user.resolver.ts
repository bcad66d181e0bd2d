import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Client } from '../client/client.entity';
import { Contact } from '../contact/contact.entity';
import type { CrmContext } from '../context';
import { PropertyConnection } from '../property/property.entity';
import { PropertyPageArgs } from '../property/property.input';
import { User, UserConnection } from './user.entity';
import { UpdateProfileInput, UserPageArgs } from './user.input';

const maybe = <T>(loader: LoaderById<T>, id: string | null) => (id ? loader.load(id) : null);

@Resolver(() => User)
export class UserResolver {
  @Query(() => User, { nullable: true, description: 'The user who is signed in.' })
  me(@Ctx() { scope, loaders }: CrmContext) {
    return loaders.user.load(scope.viewer.userId);
  }

  @Query(() => User, { nullable: true, description: 'A user by id; null when there is none that you may see.' })
  user(@Arg('id', () => ID, { description: 'The id of the user.' }) id: string, @Ctx() { loaders }: CrmContext) {
    return loaders.user.load(id);
  }

  @Query(() => UserConnection, { nullable: true, description: 'Users that you may see: yourself, or all as an administrator.' })
  users(@Args(() => UserPageArgs) args: UserPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.users.root(args);
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Who the user is in the registry.' })
  contact(@Root() { contactId }: User, @Ctx() { loaders }: CrmContext) {
    return maybe(loaders.contact, contactId);
  }

  @FieldResolver(() => Client, { nullable: true, description: 'The client whose login this is.' })
  client(@Root() { clientId }: User, @Ctx() { loaders }: CrmContext) {
    return maybe(loaders.client, clientId);
  }

  @FieldResolver(() => PropertyConnection, { nullable: true, description: 'The properties that the user owns.' })
  properties(@Root() { id }: User, @Args(() => PropertyPageArgs) args: PropertyPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.propertiesOfUser.of(id, args);
  }

  @Mutation(() => User, { nullable: true, description: 'Edits a profile: your own, or anybody’s as an administrator.' })
  updateProfile(
    @Arg('input', () => UpdateProfileInput, { description: 'Whose profile, and what changes.' }) input: UpdateProfileInput,
    @Ctx() { users }: CrmContext,
  ) {
    return users.updateProfile(input);
  }
}
