import { PageArgs } from '@plat/shared/graphql/page-args';
import { Json } from '@plat/shared/graphql/scalars';
import { UrlScalar } from '@plat/shared/graphql/url-scalar';
import { ArgsType, Field, ID, InputType, registerEnumType } from 'type-graphql';
import { MediaType } from './media.enum';

export enum MediaOrder {
  UPLOADED_AT_DESC = 'UPLOADED_AT_DESC',
  UPLOADED_AT_ASC = 'UPLOADED_AT_ASC',
}
registerEnumType(MediaOrder, { name: 'MediaOrder', description: 'How a list of media is ordered.' });

@InputType('MediaFilter', { description: 'Which media; all conditions must hold.' })
export class MediaFilter {
  @Field(() => [MediaType], { nullable: true, description: 'Of one of these kinds.' })
  type?: MediaType[];
}

@ArgsType()
export class MediaPageArgs extends PageArgs {
  @Field(() => MediaFilter, { nullable: true, description: 'Which media; all if not given.' })
  filter?: MediaFilter;

  @Field(() => MediaOrder, { defaultValue: MediaOrder.UPLOADED_AT_DESC, description: 'The order of the list.' })
  orderBy!: MediaOrder;
}

/** What is said of media, wherever its bytes are. */
@InputType('MediaDetailsInput', { description: 'What a file shows that is sent.' })
export class MediaDetails {
  @Field(() => ID, { description: 'The property, which must be yours.' })
  propertyId!: string;

  @Field(() => MediaType, { description: 'What it is: a file in one of the formats of this kind.' })
  type!: MediaType;

  @Field(() => Json, { nullable: true, description: 'Whatever else is known, free in form: a caption, a position, …' })
  metadata?: unknown;
}

@InputType('AddMediaInput', { description: 'What shows a property and lies elsewhere; a file is sent by `startUpload`.' })
export class AddMediaInput {
  @Field(() => ID, { description: 'The property, which must be yours.' })
  propertyId!: string;

  @Field(() => MediaType, { description: 'What it is.' })
  type!: MediaType;

  @Field(() => UrlScalar, { description: 'Where it lies.' })
  url!: string;

  @Field(() => Json, { nullable: true, description: 'Whatever else is known, free in form: a caption, a position, …' })
  metadata?: unknown;
}
