import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from '../document/document.entity';
import { GeneratedDocument } from './generated-document.entity';
import { DeclareTemplateVersionInput, PreviewTemplateInput, RenderTemplateInput, TemplateVersionPageArgs } from './template.input';
import { RenderedTemplate, TemplateInspection, TemplatePreview } from './template.output';
import { TemplateVersion, TemplateVersionConnection } from './template-version.entity';

@Resolver(() => TemplateVersion)
export class TemplateVersionResolver {
  @FieldResolver(() => Document, { nullable: true, description: 'The template.' })
  document(@Root() { documentId }: TemplateVersion, @Ctx() { loaders }: DocumentsContext) {
    return loaders.document.load(documentId);
  }

  @Query(() => TemplateInspection, {
    nullable: true,
    description: 'What a file of a document asks for by its tags, before it is declared as a template.',
  })
  inspectTemplate(
    @Arg('input', () => DeclareTemplateVersionInput, { description: 'What would be declared.' }) input: DeclareTemplateVersionInput,
    @Ctx() { templates }: DocumentsContext,
  ) {
    return templates.inspect(input);
  }

  @Query(() => TemplatePreview, { nullable: true, description: 'What would come of a template and data; nothing is stored.' })
  previewTemplate(
    @Arg('input', () => PreviewTemplateInput, { description: 'What to try.' }) input: PreviewTemplateInput,
    @Ctx() { templates }: DocumentsContext,
  ) {
    return templates.preview(input);
  }

  @Mutation(() => TemplateVersion, {
    nullable: true,
    description: 'Makes a version of a document a template, or another version of one. All that is wrong with it is said at once.',
  })
  declareTemplateVersion(
    @Arg('input', () => DeclareTemplateVersionInput, { description: 'Which version, and what it asks for.' }) input: DeclareTemplateVersionInput,
    @Ctx() { templates }: DocumentsContext,
  ) {
    return templates.declare(input);
  }

  @Mutation(() => RenderedTemplate, {
    nullable: true,
    description: 'Makes a new document of a template and data, where you may add one. All that is wrong with it is said at once.',
  })
  renderTemplate(
    @Arg('input', () => RenderTemplateInput, { description: 'The template, the data and the new document.' }) input: RenderTemplateInput,
    @Ctx() { templates }: DocumentsContext,
  ) {
    return templates.render(input);
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
