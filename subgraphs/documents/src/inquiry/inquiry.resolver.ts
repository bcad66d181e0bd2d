import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { DocumentConnection } from '../document/document.entity';
import { DocumentPageArgs } from '../document/document.input';
import { Inquiry } from './inquiry.stub';

@Resolver(() => Inquiry)
export class InquiryResolver {
  @FieldResolver(() => DocumentConnection, { nullable: true, description: 'The documents of the inquiry, as far as you may see them.' })
  documents(@Root() { id }: Inquiry, @Args(() => DocumentPageArgs) args: DocumentPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.documentsOfInquiry.of(id, args);
  }
}
