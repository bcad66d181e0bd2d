import { DateTimeFilter, IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { BigIntScalar, Json } from '@plat/shared/graphql/scalars';
import { UrlScalar } from '@plat/shared/graphql/url-scalar';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import {
  DocumentAccessLevel,
  DocumentCategory,
  DocumentOrigin,
  DocumentStatus,
  LeadDocumentType,
  RealEstateDocumentType,
} from './document.enum';

export enum DocumentOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  TITLE_ASC = 'TITLE_ASC',
  FILE_SIZE_DESC = 'FILE_SIZE_DESC',
}
registerEnumType(DocumentOrder, {
  name: 'DocumentOrder',
  description: 'How a list of documents is ordered; rows without the value come last.',
});

@InputType('DocumentFilter', { description: 'Which documents; all conditions must hold.' })
export class DocumentFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By title.' })
  title?: StringFilter;

  @Field(() => [DocumentOrigin], { nullable: true, description: 'With one of these origins.' })
  origin?: DocumentOrigin[];

  @Field(() => [DocumentStatus], { nullable: true, description: 'With one of these statuses; ACTIVE alone if not given.' })
  status?: DocumentStatus[];

  @Field(() => [DocumentCategory], { nullable: true, description: 'In one of these categories.' })
  category?: DocumentCategory[];

  @Field(() => [RealEstateDocumentType], { nullable: true, description: 'Of one of these kinds in a real estate transaction.' })
  realEstateType?: RealEstateDocumentType[];

  @Field(() => [LeadDocumentType], { nullable: true, description: 'That prove one of these things about a lead.' })
  leadDocumentType?: LeadDocumentType[];

  @Field(() => StringFilter, { nullable: true, description: 'By what it is, in words.' })
  documentTypeLabel?: StringFilter;

  @Field(() => [DocumentAccessLevel], { nullable: true, description: 'With one of these access levels.' })
  accessLevel?: DocumentAccessLevel[];

  @Field(() => StringFilter, { nullable: true, description: 'By the name of the file.' })
  fileName?: StringFilter;

  @Field(() => Boolean, { nullable: true, description: 'Only templates, or only others.' })
  isTemplate?: boolean;

  @Field(() => IdFilter, { nullable: true, description: 'By the property that it is about.' })
  propertyId?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the exchange that it belongs to.' })
  exchangeId?: IdFilter;

  @Field(() => [String], { nullable: true, description: 'With one of these tags, in any case.' })
  tag?: string[];

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when it was added.' })
  createdAt?: DateTimeFilter;
}

@ArgsType()
export class DocumentPageArgs extends PageArgs {
  @Field(() => DocumentFilter, { nullable: true, description: 'Which documents; all active ones that you may see if not given.' })
  filter?: DocumentFilter;

  @Field(() => DocumentOrder, { defaultValue: DocumentOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: DocumentOrder;
}

@InputType({ description: 'What is said about a document.' })
export abstract class DocumentDetails {
  @Field(() => String, {
    nullable: true,
    description: 'The title; at most 255 characters, the file’s name for a new document without one.',
  })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is about.' })
  description?: string | null;

  @Field(() => DocumentCategory, { nullable: true, description: 'Which part of life it is about.' })
  category?: DocumentCategory | null;

  @Field(() => RealEstateDocumentType, {
    nullable: true,
    description: 'What it is in a real estate transaction; for origin REAL_ESTATE, which needs it.',
  })
  realEstateType?: RealEstateDocumentType | null;

  @Field(() => LeadDocumentType, { nullable: true, description: 'What it proves about a lead; for origin LEAD, which needs it.' })
  leadDocumentType?: LeadDocumentType | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the client of its project may see it; for origin PROJECT, false for a new one.',
  })
  clientVisible?: boolean | null;

  @Field(() => String, { nullable: true, description: 'What it is, in words; at most 255 characters.' })
  documentTypeLabel?: string | null;

  @Field(() => DocumentAccessLevel, { nullable: true, description: 'Who may see it, for origin EXCHANGE; EXCHANGE for a new one.' })
  accessLevel?: DocumentAccessLevel | null;

  @Field(() => [String], {
    nullable: true,
    description: 'The roles that may see it while it is RESTRICTED: CLIENT, COORDINATOR, THIRD_PARTY, AGENCY.',
  })
  allowedRoles?: string[] | null;

  @Field(() => Json, { nullable: true, description: 'Whatever else is known, free in form.' })
  metadata?: unknown;
}

@InputType({ description: 'What is said about a new document, and what it belongs to.' })
abstract class NewDocumentDetails extends DocumentDetails {
  @Field(() => DocumentOrigin, { description: 'Which part of the business it belongs to; that says what it needs, and who may add it.' })
  origin!: DocumentOrigin;

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

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether other documents are made from it. A template of origin EXCHANGE without an exchange is the house’s.',
  })
  isTemplate?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'The platform where the original lies; at most 50 characters, needed for origin PLATFORM.',
  })
  platform?: string | null;

  @Field(() => String, { nullable: true, description: 'The path of the original on its platform; needed for origin PLATFORM.' })
  platformPath?: string | null;

  @Field(() => ID, { nullable: true, description: 'Your link to that platform; for origin PLATFORM.' })
  platformLinkId?: string | null;
}

@InputType('UploadDetails', {
  description: 'The document that is made of an uploaded file, which says itself what it is called and how large it is.',
})
export class UploadDetails extends NewDocumentDetails {}

@InputType('CreateDocumentInput', {
  description: 'A new document: of your own, from a platform or of real estate, or of a lead, a project, an inquiry or an exchange.',
})
export class CreateDocumentInput extends NewDocumentDetails {
  @Field(() => UrlScalar, { description: 'Where the file is kept. Nobody is given it: content is had through downloads.' })
  sourceUrl!: string;

  @Field(() => String, { nullable: true, description: 'The name of the file; at most 255 characters, needed for origin EXCHANGE.' })
  fileName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The kind of file in short, pdf or docx; at most 50 characters, needed for origin EXCHANGE.',
  })
  fileType?: string | null;

  @Field(() => String, { nullable: true, description: 'The media type of the file; at most 255 characters.' })
  mimeType?: string | null;

  @Field(() => BigIntScalar, { nullable: true, description: 'The size of the file, in bytes; more than 0.' })
  fileSize?: string | null;
}

/** What is said about a new document, wherever its bytes are. */
export type NewDetails = Omit<CreateDocumentInput, 'sourceUrl'>;

@InputType('UpdateDocumentInput', { description: 'What changes in a document; what is left out stays.' })
export class UpdateDocumentInput extends DocumentDetails {
  @Field(() => ID, { description: 'Which document.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => DocumentStatus, { nullable: true, description: 'ARCHIVED takes it out of lists, ACTIVE brings it back.' })
  status?: DocumentStatus | null;
}
