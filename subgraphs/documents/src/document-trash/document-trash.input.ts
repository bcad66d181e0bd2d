import { DateTimeFilter, IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, InputType, registerEnumType } from 'type-graphql';
import { DocumentOrigin } from '../document/document.enum';

export enum TrashedDocumentOrder {
  TRASHED_AT_DESC = 'TRASHED_AT_DESC',
  TRASHED_AT_ASC = 'TRASHED_AT_ASC',
}
registerEnumType(TrashedDocumentOrder, { name: 'TrashedDocumentOrder', description: 'How a list of documents in the trash is ordered.' });

@InputType('TrashedDocumentFilter', { description: 'Which of them; all conditions must hold.' })
export class TrashedDocumentFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By title.' })
  title?: StringFilter;

  @Field(() => [DocumentOrigin], { nullable: true, description: 'With one of these origins.' })
  origin?: DocumentOrigin[];

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when they were put there.' })
  trashedAt?: DateTimeFilter;
}

@ArgsType()
export class TrashedDocumentPageArgs extends PageArgs {
  @Field(() => TrashedDocumentFilter, { nullable: true, description: 'Which of them; all that you may restore if not given.' })
  filter?: TrashedDocumentFilter;

  @Field(() => TrashedDocumentOrder, { defaultValue: TrashedDocumentOrder.TRASHED_AT_DESC, description: 'The order of the list.' })
  orderBy!: TrashedDocumentOrder;
}
