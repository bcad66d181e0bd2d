import { PageArgs } from '@plat/shared/graphql/page-args';
import { DateTime } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ShareLink } from './share-link.entity';

export enum ShareLinkOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
}
registerEnumType(ShareLinkOrder, { name: 'ShareLinkOrder', description: 'How a list of share links is ordered.' });

@ArgsType()
export class ShareLinkPageArgs extends PageArgs {
  @Field(() => ShareLinkOrder, { defaultValue: ShareLinkOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: ShareLinkOrder;
}

@InputType('CreateShareLinkInput', { description: 'What a share link leads to, and for how long.' })
export class CreateShareLinkInput {
  @Field(() => [ID], { description: 'The documents, from 1 to 20; each must be yours to share.' })
  documentIds!: string[];

  @Field(() => DateTime, { description: 'When it ends; within a year.' })
  expiresAt!: Date;

  @Field(() => Int, {
    nullable: true,
    description: 'How many downloads it is good for, from 1 to 10000; as many as one likes if not given.',
  })
  maxDownloads?: number | null;

  @Field(() => String, { nullable: true, description: 'What you call it; at most 255 characters. Visitors do not see it.' })
  label?: string | null;
}

@ObjectType('CreatedShareLink', { description: 'A new share link, with what leads there: it is told this once.' })
export class CreatedShareLink {
  @Field(() => ShareLink, { description: 'The link.' })
  shareLink!: ShareLink;

  @Field(() => String, { description: 'Its secret. Whoever has it has the documents.' })
  token!: string;

  @Field(() => String, { description: 'The address to give away; the secret is in it.' })
  url!: string;
}
