import { IdFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, ID, InputType, registerEnumType } from 'type-graphql';
import { WorksheetAmounts } from './worksheet-amounts';

export enum GainWorksheetOrder {
  REVISION_DESC = 'REVISION_DESC',
  REVISION_ASC = 'REVISION_ASC',
}
registerEnumType(GainWorksheetOrder, { name: 'GainWorksheetOrder', description: 'How worksheets are ordered.' });

@InputType('GainWorksheetFilter', { description: 'Which worksheets; all conditions must hold.' })
export class GainWorksheetFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;
}

@ArgsType()
export class GainWorksheetPageArgs extends PageArgs {
  @Field(() => GainWorksheetFilter, { nullable: true, description: 'Which worksheets; all if not given.' })
  filter?: GainWorksheetFilter;

  @Field(() => GainWorksheetOrder, { defaultValue: GainWorksheetOrder.REVISION_DESC, description: 'The order of the list.' })
  orderBy!: GainWorksheetOrder;
}

@InputType('CreateGainWorksheetInput', { description: 'A calculation of gain and boot; it becomes the next revision of the exchange.' })
export class CreateGainWorksheetInput {
  @Field(() => ID, { description: 'Which exchange.' })
  exchangeId!: string;

  @Field(() => WorksheetAmounts, { description: 'What it is computed from.' })
  amounts!: WorksheetAmounts;
}
