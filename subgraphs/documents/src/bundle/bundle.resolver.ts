import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { DocumentBundle } from './bundle.entity';
import { CreateDocumentBundleInput } from './bundle.input';

@Resolver(() => DocumentBundle)
export class BundleResolver {
  @Mutation(() => DocumentBundle, {
    nullable: true,
    description: 'An address, good for five minutes, of a zip file with documents that you may have; the others are left out, and named.',
  })
  createDocumentBundle(
    @Arg('input', () => CreateDocumentBundleInput, { description: 'Which documents.' }) input: CreateDocumentBundleInput,
    @Ctx() { bundles }: DocumentsContext,
  ) {
    return bundles.create(input);
  }
}
