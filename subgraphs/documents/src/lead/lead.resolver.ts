import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { DocumentConnection } from '../document/document.entity';
import { DocumentPageArgs } from '../document/document.input';
import { Lead } from './lead.stub';

@Resolver(() => Lead)
export class LeadResolver {
  @FieldResolver(() => DocumentConnection, { nullable: true, description: 'The documents of the lead, as far as you may see them.' })
  documents(@Root() { id }: Lead, @Args(() => DocumentPageArgs) args: DocumentPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.documentsOfLead.of(id, args);
  }
}
