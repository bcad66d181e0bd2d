import { UrlScalar } from '@plat/shared/graphql/url-scalar';
import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import { RenditionSize } from './rendition.entity';

@ObjectType('Thumbnail', { description: 'A small picture of a document or of media: of an image, or of the first page of a PDF.' })
export class Thumbnail {
  @Field(() => UrlScalar, { description: 'Where it is had, as WebP. It is yours alone, and counts for five minutes.' })
  url!: string;

  @Field(() => Int, { description: 'Its width in pixels.' })
  width!: number;

  @Field(() => Int, { description: 'Its height in pixels.' })
  height!: number;
}

@ArgsType()
export class ThumbnailArgs {
  @Field(() => RenditionSize, { defaultValue: RenditionSize.SMALL, description: 'How large it is at most.' })
  size!: RenditionSize;

  @Field(() => String, { nullable: true, description: 'The grant of `unlockDocument`, for a document with a PIN.' })
  grant?: string | null;

  @Field(() => String, { nullable: true, description: 'Why an administrator looks at what is a lead’s; it is logged.' })
  reason?: string | null;
}
