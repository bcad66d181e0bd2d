import { Field, ID, InputType } from 'type-graphql';

@InputType('LinkPropertyDocumentInput', { description: 'A document, and a property that it is about.' })
export class LinkPropertyDocumentInput {
  @Field(() => ID, { description: 'The property, which must be yours.' })
  propertyId!: string;

  @Field(() => ID, { description: 'The document, which you must be able to see.' })
  documentId!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether it is the main document of the property, of which there is at most one.',
  })
  isPrimary!: boolean;
}
