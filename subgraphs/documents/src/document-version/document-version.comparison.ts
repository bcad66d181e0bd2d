import { BigIntScalar } from '@plat/shared/graphql/scalars';
import { Field, ObjectType } from 'type-graphql';
import { DocumentVersion } from './document-version.entity';

@ObjectType('DocumentVersionDifference', { description: 'What is not the same in two versions of a document.' })
export class DocumentVersionDifference {
  @Field(() => String, { description: 'The name of the field: size, hash, mimeType, fileName, origin, comment, createdBy, createdAt.' })
  field!: string;

  @Field(() => String, { nullable: true, description: 'What the first one has, in words.' })
  from!: string | null;

  @Field(() => String, { nullable: true, description: 'What the second one has, in words.' })
  to!: string | null;
}

@ObjectType('DocumentVersionComparison', { description: 'What is known of two versions of a document, side by side.' })
export class DocumentVersionComparison {
  @Field(() => DocumentVersion, { description: 'The one that is compared.' })
  from!: DocumentVersion;

  @Field(() => DocumentVersion, { description: 'The one that it is compared with.' })
  to!: DocumentVersion;

  @Field(() => Boolean, { description: 'Whether they are the same, bit for bit.' })
  sameContent!: boolean;

  @Field(() => BigIntScalar, { nullable: true, description: 'How many bytes the second one has more, or less.' })
  sizeDifference!: string | null;

  @Field(() => [DocumentVersionDifference], { description: 'What differs, field by field.' })
  differences!: DocumentVersionDifference[];
}

const WORDS: Readonly<Record<string, (version: DocumentVersion) => string | null>> = {
  fileName: ({ fileName }) => fileName,
  mimeType: ({ mimeType }) => mimeType,
  size: ({ size }) => size,
  hash: ({ hash }) => hash,
  origin: ({ origin }) => origin,
  comment: ({ comment }) => comment,
  createdBy: ({ createdById }) => createdById,
  createdAt: ({ createdAt }) => createdAt.toISOString(),
};

/** What is different in what is known of two versions; neither is opened. */
export function compareVersions(from: DocumentVersion, to: DocumentVersion): DocumentVersionComparison {
  const differences = Object.entries(WORDS)
    .map(([field, word]) => ({ field, from: word(from), to: word(to) }))
    .filter((one) => one.from !== one.to);
  const isSized = from.size !== null && to.size !== null;
  return {
    from,
    to,
    sameContent: from.blobSha256 === to.blobSha256,
    sizeDifference: isSized ? String(BigInt(to.size as string) - BigInt(from.size as string)) : null,
    differences,
  };
}
