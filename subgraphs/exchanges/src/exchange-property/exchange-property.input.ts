import { DateFilter, IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { CivilDate, DateTime, Decimal } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { ExchangePropertyRole } from './exchange-property.entity';

export enum ExchangePropertyOrder {
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  ROLE_ASC = 'ROLE_ASC',
}
registerEnumType(ExchangePropertyOrder, {
  name: 'ExchangePropertyOrder',
  description: 'How a list of properties of exchanges is ordered.',
});

@InputType('ExchangePropertyFilter', { description: 'Which properties of exchanges; all conditions must hold.' })
export class ExchangePropertyFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By exchange.' })
  exchangeId?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the property that it is on the platform.' })
  propertyId?: IdFilter;

  @Field(() => [ExchangePropertyRole], { nullable: true, description: 'With one of these roles.' })
  role?: ExchangePropertyRole[];

  @Field(() => StringFilter, { nullable: true, description: 'By description.' })
  description?: StringFilter;

  @Field(() => DateFilter, { nullable: true, description: 'By when they were transferred.' })
  transferredOn?: DateFilter;

  @Field(() => DateFilter, { nullable: true, description: 'By when they were received.' })
  receivedOn?: DateFilter;
}

@ArgsType()
export class ExchangePropertyPageArgs extends PageArgs {
  @Field(() => ExchangePropertyFilter, { nullable: true, description: 'Which properties; all that you may see if not given.' })
  filter?: ExchangePropertyFilter;

  @Field(() => ExchangePropertyOrder, { defaultValue: ExchangePropertyOrder.CREATED_AT_ASC, description: 'The order of the list.' })
  orderBy!: ExchangePropertyOrder;
}

@InputType({ description: 'The details of a property of an exchange.' })
abstract class ExchangePropertyDetails {
  @Field(() => ID, { nullable: true, description: 'The property that it is on the platform, where it is one.' })
  propertyId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was identified.' })
  identifiedAt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When its identification was revoked; not before it was identified.' })
  revokedAt?: Date | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'The interest in it, in per cent: more than 0, at most 100, which it is unless given.',
  })
  percentInterest?: string;

  @Field(() => CivilDate, { nullable: true, description: 'When it was transferred to its buyer; for property given up.' })
  transferredOn?: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'When it was received; for property not given up.' })
  receivedOn?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Where less or something else was received than was identified: whether it is of the same basic nature and character, by 26 CFR 1.1031(k)-1(d)(2); for property received.',
  })
  isSameNature?: boolean | null;

  @Field(() => ID, { nullable: true, description: 'The larger property of the same exchange that it is incidental to.' })
  incidentalToId?: string | null;
}

@InputType('AddExchangePropertyInput', { description: 'A property that an exchange gives up, has identified or receives.' })
export class AddExchangePropertyInput extends ExchangePropertyDetails {
  @Field(() => ID, { description: 'Which exchange.' })
  exchangeId!: string;

  @Field(() => ExchangePropertyRole, { description: 'What it is to the exchange.' })
  role!: ExchangePropertyRole;

  @Field(() => String, { description: 'Which property is meant: its legal description, street address or distinguishable name.' })
  description!: string;
}

@InputType('UpdateExchangePropertyInput', { description: 'What changes in a property of an exchange; what is left out stays.' })
export class UpdateExchangePropertyInput extends ExchangePropertyDetails {
  @Field(() => ID, { description: 'Which property of an exchange.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => ExchangePropertyRole, { nullable: true, description: 'What it is to the exchange.' })
  role?: ExchangePropertyRole;

  @Field(() => String, {
    nullable: true,
    description: 'Which property is meant: its legal description, street address or distinguishable name.',
  })
  description?: string;
}

@InputType('RecordClosingInput', { description: 'The closing of a property of an exchange.' })
export class RecordClosingInput {
  @Field(() => ID, { description: 'Which property of an exchange.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => CivilDate, { description: 'The day of the closing, not in the future.' })
  on!: string;

  @Field(() => Decimal, {
    nullable: true,
    description: 'The fair market value of the interest on that day, in dollars, debts not taken off; kept as a valuation.',
  })
  amount?: string | null;

  @Field(() => String, { nullable: true, description: 'Where the value is from: an appraisal, a contract, an estimate.' })
  source?: string | null;
}
