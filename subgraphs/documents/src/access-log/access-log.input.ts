import { DateTimeFilter, IdFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, InputType, registerEnumType } from 'type-graphql';
import { DocumentAccessAction } from './access-log.enum';

export enum DocumentAccessLogOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
}
registerEnumType(DocumentAccessLogOrder, { name: 'DocumentAccessLogOrder', description: 'How a list of accesses is ordered.' });

@InputType('DocumentAccessLogFilter', { description: 'Which accesses; all conditions must hold.' })
export class DocumentAccessLogFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the document, also one that is gone.' })
  documentId?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By who it was.' })
  userId?: IdFilter;

  @Field(() => [DocumentAccessAction], { nullable: true, description: 'One of these actions.' })
  action?: DocumentAccessAction[];

  @Field(() => Boolean, { nullable: true, description: 'Only what was granted, or only what was not.' })
  success?: boolean;

  @Field(() => DateTimeFilter, { nullable: true, description: 'When it was.' })
  createdAt?: DateTimeFilter;
}

@ArgsType()
export class DocumentAccessLogPageArgs extends PageArgs {
  @Field(() => DocumentAccessLogFilter, { nullable: true, description: 'Which accesses; all that you may see if not given.' })
  filter?: DocumentAccessLogFilter;

  @Field(() => DocumentAccessLogOrder, { defaultValue: DocumentAccessLogOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: DocumentAccessLogOrder;
}
