import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { BuildsContext } from '../context';
import { Contributor } from '../contributor/contributor.entity';
import { Contact } from './contact.stub';

@Resolver(() => Contact)
export class ContactResolver {
  @FieldResolver(() => Contributor, {
    nullable: true,
    description: 'The contact’s work on productions; null where there is none that you may see.',
  })
  contributor(@Root() { id }: Contact, @Ctx() { loaders }: BuildsContext) {
    return loaders.contributorOfContact.load(id);
  }
}
