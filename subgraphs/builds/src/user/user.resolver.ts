import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { BuildsContext } from '../context';
import { Contributor } from '../contributor/contributor.entity';
import { User } from './user.stub';

@Resolver(() => User)
export class UserResolver {
  @FieldResolver(() => Contributor, {
    nullable: true,
    description: 'The user’s work on productions; null where there is none that you may see.',
  })
  contributor(@Root() { id }: User, @Ctx() { loaders }: BuildsContext) {
    return loaders.contributorOfUser.load(id);
  }
}
