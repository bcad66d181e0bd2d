import { DateTimeFilter, IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, InputType, registerEnumType } from 'type-graphql';

export enum DocumentTombstoneOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
}
registerEnumType(DocumentTombstoneOrder, { name: 'DocumentTombstoneOrder', description: 'How a list of removed documents is ordered.' });

@InputType('DocumentTombstoneFilter', { description: 'Which of them; all conditions must hold.' })
export class DocumentTombstoneFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By the id that the document had.' })
  documentId?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By the title that it had.' })
  title?: StringFilter;

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when it was removed.' })
  createdAt?: DateTimeFilter;
}

@ArgsType()
export class DocumentTombstonePageArgs extends PageArgs {
  @Field(() => DocumentTombstoneFilter, { nullable: true, description: 'Which of them; all that you may know of if not given.' })
  filter?: DocumentTombstoneFilter;

  @Field(() => DocumentTombstoneOrder, { defaultValue: DocumentTombstoneOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: DocumentTombstoneOrder;
}
