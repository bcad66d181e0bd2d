import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { User } from '../user/user.entity';
import { ApiKey, ApiKeyConnection } from './api-key.entity';
import { ApiKeyPageArgs, CreateApiKeyInput, RevealApiKeyInput, RevealedApiKey, UpdateApiKeyInput } from './api-key.input';

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  @Query(() => ApiKey, { nullable: true, description: 'An API key by id; null when there is none that you may see.' })
  apiKey(@Arg('id', () => ID, { description: 'The id of the API key.' }) id: string, @Ctx() { loaders }: CrmContext) {
    return loaders.apiKey.load(id);
  }

  @Query(() => ApiKeyConnection, { nullable: true, description: 'API keys that you may see: your own, or all as an administrator.' })
  apiKeys(@Args(() => ApiKeyPageArgs) args: ApiKeyPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.apiKeys.root(args);
  }

  @FieldResolver(() => User, { nullable: true, description: 'The owner.' })
  user(@Root() { userId }: ApiKey, @Ctx() { loaders }: CrmContext) {
    return loaders.user.load(userId);
  }

  @Mutation(() => ApiKey, { nullable: true, description: 'Keeps an API key of yours, encrypted.' })
  createApiKey(
    @Arg('input', () => CreateApiKeyInput, { description: 'The new API key.' }) input: CreateApiKeyInput,
    @Ctx() { apiKeys }: CrmContext,
  ) {
    return apiKeys.create(input);
  }

  @Mutation(() => ApiKey, { nullable: true, description: 'Edits an API key of yours: its name, whether it is in use, the key itself.' })
  updateApiKey(
    @Arg('input', () => UpdateApiKeyInput, { description: 'Which API key, and what changes.' }) input: UpdateApiKeyInput,
    @Ctx() { apiKeys }: CrmContext,
  ) {
    return apiKeys.update(input);
  }

  @Mutation(() => ApiKey, { nullable: true, description: 'Deletes an API key of yours for good, and answers what it was.' })
  deleteApiKey(
    @Arg('id', () => ID, { description: 'Which API key.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { apiKeys }: CrmContext,
  ) {
    return apiKeys.delete(id, version);
  }

  @Mutation(() => ApiKey, {
    nullable: true,
    description:
      'Checks an API key of yours at once, as happens once a day: whether it can be read, and whether its service takes it. It answers the key with its new status; not more often than every ten seconds.',
  })
  checkApiKey(@Arg('id', () => ID, { description: 'Which API key.' }) id: string, @Ctx() { apiKeyChecks }: CrmContext) {
    return apiKeyChecks.check(id);
  }

  @Mutation(() => RevealedApiKey, {
    nullable: true,
    description: 'Shows an API key of yours in clear. It asks for your password again, and is recorded.',
  })
  revealApiKey(
    @Arg('input', () => RevealApiKeyInput, { description: 'Which API key, and your password.' }) input: RevealApiKeyInput,
    @Ctx() { apiKeyReveals }: CrmContext,
  ) {
    return apiKeyReveals.reveal(input);
  }
}

/** What keys add to a user. */
@Resolver(() => User)
export class UserApiKeysResolver {
  @FieldResolver(() => ApiKeyConnection, { nullable: true, description: 'The API keys of the user, at services of third parties.' })
  apiKeys(@Root() { id }: User, @Args(() => ApiKeyPageArgs) args: ApiKeyPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.apiKeysOfUser.of(id, args);
  }
}
