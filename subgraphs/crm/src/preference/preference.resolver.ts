import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { User } from '../user/user.entity';
import { UserPreference } from './preference.entity';
import { SetPreferenceInput } from './preference.input';

@Resolver(() => User)
export class PreferenceResolver {
  @FieldResolver(() => [UserPreference], { description: 'What the user chose, by key.' })
  preferences(@Root() { id }: User, @Ctx() { loaders }: CrmContext) {
    return loaders.preferencesOfUser.load(id);
  }

  @Mutation(() => UserPreference, { nullable: true, description: 'Sets a preference of yours, in place of an earlier one.' })
  setPreference(
    @Arg('input', () => SetPreferenceInput, { description: 'The key, and what you choose.' }) input: SetPreferenceInput,
    @Ctx() { preferences }: CrmContext,
  ) {
    return preferences.set(input);
  }

  @Mutation(() => Boolean, { nullable: true, description: 'Removes a preference of yours; whether there was one.' })
  removePreference(
    @Arg('preferenceKey', () => String, { description: 'Which preference.' }) preferenceKey: string,
    @Ctx() { preferences }: CrmContext,
  ) {
    return preferences.remove(preferenceKey);
  }
}
