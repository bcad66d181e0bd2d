import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from '../document/document.entity';
import { GeneratedDocument } from './generated-document.entity';
import { TemplateVersion, TemplateVersionConnection } from './template-version.entity';
import { TemplateVersionPageArgs } from './template-version.input';

@Resolver(() => TemplateVersion)
export class TemplateVersionResolver {
  @FieldResolver(() => Document, { nullable: true, description: 'The template.' })
  document(@Root() { documentId }: TemplateVersion, @Ctx() { loaders }: DocumentsContext) {
    return loaders.document.load(documentId);
  }
}

@Resolver(() => GeneratedDocument)
export class GeneratedDocumentResolver {
  @FieldResolver(() => TemplateVersion, { nullable: true, description: 'The version of the template, if it is there and you may see it.' })
  templateVersion(@Root() { templateVersionId }: GeneratedDocument, @Ctx() { loaders }: DocumentsContext) {
    return templateVersionId ? loaders.templateVersion.load(templateVersionId) : null;
  }
}

/** What templates add to a document. */
@Resolver(() => Document)
export class TemplateDocumentResolver {
  @FieldResolver(() => TemplateVersionConnection, { nullable: true, description: 'Its versions as a template, the last one first.' })
  templateVersions(
    @Root() { id }: Document,
    @Args(() => TemplateVersionPageArgs) args: TemplateVersionPageArgs,
    @Ctx() { pages }: DocumentsContext,
  ) {
    return pages.templateVersions.of(id, args);
  }

  @FieldResolver(() => GeneratedDocument, { nullable: true, description: 'What it was made from; null unless it was made of a template.' })
  generatedFrom(@Root() { id }: Document, @Ctx() { loaders }: DocumentsContext) {
    return loaders.generatedDocument.load(id);
  }
}
