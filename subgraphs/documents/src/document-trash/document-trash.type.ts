import { connectionOf } from '@plat/shared/graphql/connection';
import { BigIntScalar, DateTime } from '@plat/shared/graphql/scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DocumentOrigin } from '../document/document.enum';

/** A row of documents that is in the trash: no other field of a document leads there. */
@ObjectType('TrashedDocument', { description: 'A document in the trash, as far as whoever restores or removes it has to know it.' })
export class TrashedDocument {
  @Field(() => ID, { description: 'The id of the document.' })
  readonly id!: string;

  @Field(() => Int, { description: 'Raised by every edit; send it back with what you decide.' })
  version!: number;

  @Field(() => String, { description: 'The title.' })
  title!: string;

  @Field(() => DocumentOrigin, { description: 'Which part of the business it belongs to.' })
  origin!: DocumentOrigin;

  @Field(() => String, { nullable: true, description: 'The name of its file.' })
  fileName!: string | null;

  @Field(() => BigIntScalar, { nullable: true, description: 'The size of its file, in bytes.' })
  fileSize!: string | null;

  @Field(() => DateTime, { description: 'When it was put there.' })
  trashedAt!: Date;

  trashedById!: string | null;
}

export const TrashedDocumentConnection = connectionOf(TrashedDocument, 'TrashedDocument', 'documents in the trash');
