import { StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, InputType, registerEnumType } from 'type-graphql';

export enum DealEventOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
}
registerEnumType(DealEventOrder, { name: 'DealEventOrder', description: 'How the history of a deal is ordered.' });

@InputType('DealEventFilter', { description: 'Which events; all conditions must hold.' })
export class DealEventFilter {
  @Field(() => StringFilter, { nullable: true, description: 'By what happened.' })
  eventType?: StringFilter;
}

@ArgsType()
export class DealEventPageArgs extends PageArgs {
  @Field(() => DealEventFilter, { nullable: true, description: 'Which events; all if not given.' })
  filter?: DealEventFilter;

  @Field(() => DealEventOrder, { defaultValue: DealEventOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: DealEventOrder;
}
