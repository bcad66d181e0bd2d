import { Field, ID, InputType } from 'type-graphql';

@InputType('DocumentGrantInput', { description: 'What opens a document with a PIN.' })
export class DocumentGrantInput {
  @Field(() => ID, { description: 'Which document.' })
  documentId!: string;

  @Field(() => String, { description: 'The grant of `unlockDocument`.' })
  grant!: string;
}

@InputType('CreateDocumentBundleInput', { description: 'Documents that are wanted as one file.' })
export class CreateDocumentBundleInput {
  @Field(() => [ID], { description: 'Which documents, at most 100; what you may not have is left out, and named.' })
  documentIds!: string[];

  @Field(() => [DocumentGrantInput], { nullable: true, description: 'Grants for those with a PIN.' })
  grants?: DocumentGrantInput[] | null;

  @Field(() => String, { nullable: true, description: 'Why an administrator has what is a lead’s; it is logged.' })
  reason?: string | null;
}
