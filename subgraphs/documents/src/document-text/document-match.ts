import { connectionOf } from '@plat/shared/graphql/connection';
import { Field, ObjectType } from 'type-graphql';
import { Document } from '../document/document.entity';

@ObjectType('DocumentSnippetPart', { description: 'A piece of a snippet.' })
export class DocumentSnippetPart {
  @Field(() => String, { description: 'Plain text as the file has it, which is no HTML.' })
  text!: string;

  @Field(() => Boolean, { description: 'Whether it is what was sought.' })
  isMatch!: boolean;
}

@ObjectType('DocumentSnippet', { description: 'Where the text of a document has what was sought.' })
export class DocumentSnippet {
  @Field(() => [DocumentSnippetPart], { description: 'Its pieces, in order.' })
  parts!: DocumentSnippetPart[];
}

@ObjectType('DocumentMatch', { description: 'A document that a search has found.' })
export class DocumentMatch {
  @Field(() => Document, { description: 'The document.' })
  document!: Document;

  /** What was sought. */
  search!: string;
}

export const DocumentMatchConnection = connectionOf(DocumentMatch, 'DocumentMatch', 'documents found, the best ones first');
