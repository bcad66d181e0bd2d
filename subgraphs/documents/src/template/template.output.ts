import { Field, Int, ObjectType } from 'type-graphql';
import { Document } from '../document/document.entity';
import { TemplateFaultCode } from './template.enum';

@ObjectType('TemplateFault', { description: 'One thing that is wrong with a template or its data.' })
export class TemplateFaultType {
  @Field(() => TemplateFaultCode, { description: 'What kind of thing.' })
  code!: TemplateFaultCode;

  @Field(() => String, { description: 'What is wrong, in words.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'Where in the data: `properties[2].value`.' })
  path?: string;

  @Field(() => String, { nullable: true, description: 'The tag, as it is written between its braces.' })
  tag?: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Where in the text of the template, in UTF-16 code units; of a DOCX in the text of its parts.',
  })
  offset?: number;
}

@ObjectType('TemplateInspection', { description: 'What a file asks for by its tags, against what is declared.' })
export class TemplateInspection {
  @Field(() => [String], { description: 'The names that its tags use.' })
  tags!: readonly string[];

  @Field(() => [String], { description: 'What is declared and used nowhere.' })
  unused!: readonly string[];

  @Field(() => [TemplateFaultType], { description: 'What keeps it from being declared, all at once.' })
  errors!: readonly TemplateFaultType[];
}

@ObjectType('TemplatePreview', { description: 'What would come of a template and data.' })
export class TemplatePreview {
  @Field(() => [TemplateFaultType], { description: 'What keeps it from being rendered, all at once.' })
  errors!: readonly TemplateFaultType[];

  @Field(() => [TemplateFaultType], { description: 'What is passed over.' })
  warnings!: readonly TemplateFaultType[];

  @Field(() => String, {
    nullable: true,
    description: 'The text or HTML that would come of it; null for other files, and where there are errors.',
  })
  text?: string | null;
}

@ObjectType('RenderedTemplate', { description: 'What came of a template and data.' })
export class RenderedTemplate {
  @Field(() => Document, { nullable: true, description: 'The new document; null where nothing was to be stored.' })
  document!: Document | null;

  @Field(() => [TemplateFaultType], { description: 'What keeps it from being rendered; none where it was stored.' })
  errors!: readonly TemplateFaultType[];

  @Field(() => [TemplateFaultType], { description: 'What was passed over.' })
  warnings!: readonly TemplateFaultType[];
}
