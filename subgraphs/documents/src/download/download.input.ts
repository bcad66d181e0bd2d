import { ArgsType, Field, registerEnumType } from 'type-graphql';

export enum ContentDisposition {
  ATTACHMENT = 'ATTACHMENT',
  INLINE = 'INLINE',
}
registerEnumType(ContentDisposition, {
  name: 'ContentDisposition',
  description: 'What a browser is to do with a file.',
  valuesConfig: {
    ATTACHMENT: { description: 'Save it.' },
    INLINE: { description: 'Show it, if it is a picture or a PDF that browsers show safely; else save it.' },
  },
});

@ArgsType()
export class DownloadArgs {
  @Field(() => ContentDisposition, {
    defaultValue: ContentDisposition.ATTACHMENT,
    description: 'What a browser is to do with the file.',
  })
  disposition!: ContentDisposition;

  @Field(() => String, { nullable: true, description: 'The grant for its PIN, of a document that has one: see unlockDocument.' })
  grant?: string | null;

  @Field(() => String, { nullable: true, description: 'Why an administrator reads a document of somebody’s lead; it is logged.' })
  reason?: string | null;
}
