import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from './document.entity';

@Resolver(() => Document)
export class DuplicatesResolver {
  @FieldResolver(() => [Document], {
    description: 'Other documents that you may see with the same content, the latest first; at most ten, and none that asks for a PIN.',
  })
  duplicateOf(@Root() { id }: Document, @Ctx() { loaders }: DocumentsContext) {
    return loaders.duplicates.load(id);
  }
}
