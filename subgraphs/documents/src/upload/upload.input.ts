import { BigIntScalar, DateTime } from '@plat/shared/graphql/scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { UploadDetails } from '../document/document.input';
import { MediaDetails } from '../media/media.input';

@InputType('StartUploadInput', {
  description: 'A file that is to be sent: for a new document, as the next version of one, or to show a property.',
})
export class StartUploadInput {
  @Field(() => UploadDetails, { nullable: true, description: 'The document that is made of it; this, `documentId` or `media`.' })
  document?: UploadDetails | null;

  @Field(() => ID, { nullable: true, description: 'The document that gets it as its next version; this, `document` or `media`.' })
  documentId?: string | null;

  @Field(() => MediaDetails, { nullable: true, description: 'The property that it shows; this, `document` or `documentId`.' })
  media?: MediaDetails | null;

  @Field(() => String, { description: 'The name of the file. By its extension its content is judged, whatever its sender says it is.' })
  fileName!: string;

  @Field(() => BigIntScalar, { description: 'The size of the file, in bytes.' })
  fileSize!: string;

  @Field(() => BigIntScalar, {
    nullable: true,
    description: 'The size of each part but the last, in bytes; a file has at most 1,000. Larger ones are cut at 32 MiB unless given.',
  })
  partSize?: string | null;

  @Field(() => String, { nullable: true, description: 'What the version of a document says of itself; at most 10,000 characters.' })
  comment?: string | null;
}

@ObjectType('UploadPart', { description: 'A part of a file on its way in.' })
export class UploadPart {
  @Field(() => Int, { description: 'Counts from 1.' })
  number!: number;

  @Field(() => BigIntScalar, { description: 'How many bytes it has.' })
  size!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it arrived; null while it has not. Sent again, it takes the place of what arrived.',
  })
  arrivedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'The SHA-256 of what arrived, in hexadecimal.' })
  sha256!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where to PUT it: once, within five minutes, with exactly its bytes as the body. Null when nothing is taken any more.',
  })
  url!: string | null;
}
