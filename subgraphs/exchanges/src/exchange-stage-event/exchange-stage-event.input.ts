import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, registerEnumType } from 'type-graphql';

export enum ExchangeStageEventOrder {
  STEP_DESC = 'STEP_DESC',
  STEP_ASC = 'STEP_ASC',
}
registerEnumType(ExchangeStageEventOrder, { name: 'ExchangeStageEventOrder', description: 'How the history of stages is ordered.' });

@ArgsType()
export class ExchangeStageEventPageArgs extends PageArgs {
  @Field(() => ExchangeStageEventOrder, { defaultValue: ExchangeStageEventOrder.STEP_DESC, description: 'The order of the list.' })
  orderBy!: ExchangeStageEventOrder;
}
