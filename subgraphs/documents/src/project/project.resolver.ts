import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { DocumentConnection } from '../document/document.entity';
import { DocumentPageArgs } from '../document/document.input';
import { Project } from './project.stub';

@Resolver(() => Project)
export class ProjectResolver {
  @FieldResolver(() => DocumentConnection, { nullable: true, description: 'The documents of the project, as far as you may see them.' })
  documents(@Root() { id }: Project, @Args(() => DocumentPageArgs) args: DocumentPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.documentsOfProject.of(id, args);
  }
}
