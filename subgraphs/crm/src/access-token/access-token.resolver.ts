import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { User } from '../user/user.entity';
import { AccessToken, AccessTokenConnection } from './access-token.entity';
import { AccessTokenPageArgs, CreateAccessTokenInput, CreatedAccessToken } from './access-token.input';

@Resolver(() => AccessToken)
export class AccessTokenResolver {
  @Query(() => AccessToken, { nullable: true, description: 'An access token by id; null when there is none that you may see.' })
  accessToken(@Arg('id', () => ID, { description: 'The id of the access token.' }) id: string, @Ctx() { loaders }: CrmContext) {
    return loaders.accessToken.load(id);
  }

  @FieldResolver(() => User, { nullable: true, description: 'The owner, in whose name it asks.' })
  user(@Root() { userId }: AccessToken, @Ctx() { loaders }: CrmContext) {
    return loaders.user.load(userId);
  }

  @Mutation(() => CreatedAccessToken, {
    nullable: true,
    description:
      'Makes an access token of yours and shows it this once. It asks for your password again; at most 50 of yours hold at a time.',
  })
  createAccessToken(
    @Arg('input', () => CreateAccessTokenInput, { description: 'The new access token, and your password.' }) input: CreateAccessTokenInput,
    @Ctx() { accessTokens }: CrmContext,
  ) {
    return accessTokens.create(input);
  }

  @Mutation(() => AccessToken, { nullable: true, description: 'Ends an access token of yours at once and for good.' })
  revokeAccessToken(@Arg('id', () => ID, { description: 'Which access token.' }) id: string, @Ctx() { accessTokens }: CrmContext) {
    return accessTokens.revoke(id);
  }
}

/** What access tokens add to a user. */
@Resolver(() => User)
export class UserAccessTokensResolver {
  @FieldResolver(() => AccessTokenConnection, { nullable: true, description: 'The access tokens of the user, the revoked ones too.' })
  accessTokens(@Root() { id }: User, @Args(() => AccessTokenPageArgs) args: AccessTokenPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.accessTokensOfUser.of(id, args);
  }
}
