import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { DocumentConnection } from '../document/document.entity';
import { DocumentPageArgs } from '../document/document.input';
import { Property } from './property.stub';

@Resolver(() => Property)
export class PropertyResolver {
  @FieldResolver(() => DocumentConnection, { nullable: true, description: 'The documents about the property, as far as you may see them.' })
  documents(@Root() { id }: Property, @Args(() => DocumentPageArgs) args: DocumentPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.documentsOfProperty.of(id, args);
  }
}
