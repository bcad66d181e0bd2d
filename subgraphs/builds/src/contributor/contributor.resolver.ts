import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { BuildsContext } from '../context';
import { Role } from '../role/role.stub';
import { User } from '../user/user.stub';
import { Contributor, ContributorConnection } from './contributor.entity';
import { ContributorPageArgs, CreateContributorInput, UpdateContributorInput } from './contributor.input';

@Resolver(() => Contributor)
export class ContributorResolver {
  @Query(() => Contributor, { nullable: true, description: 'A contributor by id; null when there is none that you may see.' })
  contributor(@Arg('id', () => ID, { description: 'The id of the contributor.' }) id: string, @Ctx() { loaders }: BuildsContext) {
    return loaders.contributor.load(id);
  }

  @Query(() => ContributorConnection, {
    nullable: true,
    description: 'Contributors that you may see: all with the permission, else yourself if you are one.',
  })
  contributors(@Args(() => ContributorPageArgs) args: ContributorPageArgs, @Ctx() { pages }: BuildsContext) {
    return pages.contributors.root(args);
  }

  @FieldResolver(() => User, { nullable: true, description: 'The login.' })
  user(@Root() { userId }: Contributor): User {
    return { id: userId };
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Who it is in the registry of people.' })
  contact(@Root() { contactId }: Contributor): Contact {
    return { id: contactId };
  }

  @FieldResolver(() => Role, { nullable: true, description: 'What the contributor does unless a project says otherwise.' })
  defaultRole(@Root() { roleId }: Contributor): Role | null {
    return roleId ? { id: roleId } : null;
  }

  @Mutation(() => Contributor, { nullable: true, description: 'Lets a user work on productions.' })
  createContributor(
    @Arg('input', () => CreateContributorInput, { description: 'Who, and how.' }) input: CreateContributorInput,
    @Ctx() { contributors }: BuildsContext,
  ) {
    return contributors.create(input);
  }

  @Mutation(() => Contributor, { nullable: true, description: 'Edits, archives or brings back a contributor.' })
  updateContributor(
    @Arg('input', () => UpdateContributorInput, { description: 'Which contributor, and what changes.' }) input: UpdateContributorInput,
    @Ctx() { contributors }: BuildsContext,
  ) {
    return contributors.update(input);
  }
}
