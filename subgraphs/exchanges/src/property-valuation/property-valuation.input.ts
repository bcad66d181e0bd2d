import { PageArgs } from '@plat/shared/graphql/page-args';
import { CivilDate, Decimal } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { ValuationPurpose } from './property-valuation.entity';

export enum PropertyValuationOrder {
  AS_OF_ASC = 'AS_OF_ASC',
  AS_OF_DESC = 'AS_OF_DESC',
}
registerEnumType(PropertyValuationOrder, { name: 'PropertyValuationOrder', description: 'How a list of valuations is ordered.' });

@InputType('PropertyValuationFilter', { description: 'Which valuations; all conditions must hold.' })
export class PropertyValuationFilter {
  @Field(() => [ValuationPurpose], { nullable: true, description: 'For one of these days.' })
  purpose?: ValuationPurpose[];
}

@ArgsType()
export class PropertyValuationPageArgs extends PageArgs {
  @Field(() => PropertyValuationFilter, { nullable: true, description: 'Which valuations; all of the property if not given.' })
  filter?: PropertyValuationFilter;

  @Field(() => PropertyValuationOrder, { defaultValue: PropertyValuationOrder.AS_OF_ASC, description: 'The order of the list.' })
  orderBy!: PropertyValuationOrder;
}

@InputType({ description: 'The details of a valuation.' })
abstract class PropertyValuationDetails {
  @Field(() => String, { nullable: true, description: 'Where the value is from: an appraisal, a contract, an estimate.' })
  source?: string | null;

  @Field(() => ID, { nullable: true, description: 'The document that says so; one of the exchange that you may see.' })
  documentId?: string | null;
}

@InputType('AddPropertyValuationInput', { description: 'What a property of an exchange is worth on a day; debts are not taken off.' })
export class AddPropertyValuationInput extends PropertyValuationDetails {
  @Field(() => ID, { description: 'Which property of an exchange.' })
  exchangePropertyId!: string;

  @Field(() => ValuationPurpose, { description: 'The day for which it counts.' })
  purpose!: ValuationPurpose;

  @Field(() => CivilDate, { description: 'The day of the value; not after the day that the purpose names, where that is known.' })
  asOf!: string;

  @Field(() => Decimal, { nullable: true, description: 'The value of the interest held, in dollars; this or `wholeAmount`.' })
  amount?: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'The value of the whole property, in dollars, of which the interest held is taken to the cent; this or `amount`.',
  })
  wholeAmount?: string | null;
}

@InputType('UpdatePropertyValuationInput', { description: 'What changes in a valuation; what is left out stays.' })
export class UpdatePropertyValuationInput extends PropertyValuationDetails {
  @Field(() => ID, { description: 'Which valuation.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => ValuationPurpose, { nullable: true, description: 'The day for which it counts.' })
  purpose?: ValuationPurpose;

  @Field(() => CivilDate, { nullable: true, description: 'The day of the value.' })
  asOf?: string;

  @Field(() => Decimal, { nullable: true, description: 'The value of the interest held, in dollars.' })
  amount?: string;
}
