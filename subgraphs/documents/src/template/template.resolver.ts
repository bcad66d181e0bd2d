import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { DeclareTemplateVersionInput, PreviewTemplateInput, RenderTemplateInput } from './template.input';
import { RenderedTemplate, TemplateInspection, TemplatePreview } from './template.output';
import { TemplateVersion } from './template-version.entity';

@Resolver()
export class TemplateResolver {
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
    @Arg('input', () => DeclareTemplateVersionInput, { description: 'Which version, and what it asks for.' })
    input: DeclareTemplateVersionInput,
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
