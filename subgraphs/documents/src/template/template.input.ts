import { Json } from '@plat/shared/graphql/scalars';
import { Field, ID, InputType, Int } from 'type-graphql';
import { DocumentOrigin } from '../document/document.enum';
import { DocumentDetails } from '../document/document.input';
import { TemplateEngine } from './template.enum';

@InputType('DeclareTemplateVersionInput', { description: 'What a version of a document asks for as a template.' })
export class DeclareTemplateVersionInput {
  @Field(() => ID, { description: 'The document, which you may edit.' })
  documentId!: string;

  @Field(() => Int, { nullable: true, description: 'The number of its version; the current one if not given.' })
  versionNumber?: number | null;

  @Field(() => TemplateEngine, { description: 'What it is written in.' })
  engine!: TemplateEngine;

  @Field(() => Json, {
    description:
      'Variables by name: { type: string | int | money | date | bool | list | party, required, default, format, of, from, overridable }.',
  })
  variables!: unknown;

  @Field(() => String, { defaultValue: 'en-US', description: 'The way of numbers, money and days: en-US, en-GB, es-US, de-DE or fr-FR.' })
  locale!: string;

  @Field(() => String, { nullable: true, description: 'What opens a document with a PIN: the token of an unlocking.' })
  grant?: string | null;
}

@InputType('TemplateSourceInput', { description: 'What of the graph fills a template, as far as you may read it.' })
export class TemplateSourceInput {
  @Field(() => ID, { nullable: true, description: 'An exchange, for variables from `exchange.…`.' })
  exchangeId?: string | null;

  @Field(() => ID, { nullable: true, description: 'A deal, for variables from `deal.…`.' })
  dealId?: string | null;
}

@InputType('TemplateTargetInput', { description: 'The new document, as if you added it yourself.' })
export class TemplateTargetInput extends DocumentDetails {
  @Field(() => DocumentOrigin, { description: 'Which part of the business it belongs to; that says what it needs, and who may add it.' })
  origin!: DocumentOrigin;

  @Field(() => String, {
    nullable: true,
    description: 'The name of the file, whose ending follows from the template; the template’s title if not given.',
  })
  fileName?: string | null;

  @Field(() => ID, { nullable: true, description: 'The property of yours that it is about.' })
  propertyId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The deal that it is about; for origin REAL_ESTATE.' })
  dealId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The lead of yours that it belongs to; needed for origin LEAD.' })
  leadId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The project that it belongs to; for origin PROJECT, which needs this or an inquiry.' })
  projectId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The inquiry that it belongs to; for origin PROJECT, which needs this or a project.' })
  inquiryId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The exchange that it belongs to, where you may upload; needed for origin EXCHANGE.' })
  exchangeId?: string | null;

  @Field(() => String, { nullable: true, description: 'The platform that it is for; at most 50 characters, needed for origin PLATFORM.' })
  platform?: string | null;

  @Field(() => String, { nullable: true, description: 'The path on its platform; needed for origin PLATFORM.' })
  platformPath?: string | null;
}

@InputType({ description: 'What a template is rendered from.' })
abstract class RenderingInput {
  @Field(() => ID, { description: 'The template, whose content you may read.' })
  templateId!: string;

  @Field(() => Int, { nullable: true, description: 'The number of its version; the last one that is declared if not given.' })
  versionNumber?: number | null;

  @Field(() => Json, { nullable: true, description: 'Values by the names that the template declares.' })
  data?: unknown;

  @Field(() => TemplateSourceInput, { nullable: true, description: 'What of the graph fills it.' })
  from?: TemplateSourceInput | null;

  @Field(() => String, { nullable: true, description: 'What opens a template with a PIN: the token of an unlocking.' })
  grant?: string | null;
}

@InputType('PreviewTemplateInput', { description: 'What to try a template with.' })
export class PreviewTemplateInput extends RenderingInput {}

@InputType('RenderTemplateInput', { description: 'What to make of a template, and where it goes.' })
export class RenderTemplateInput extends RenderingInput {
  @Field(() => TemplateTargetInput, { description: 'The new document.' })
  target!: TemplateTargetInput;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether to say only what would come of it, and to store nothing.' })
  dryRun!: boolean;
}
