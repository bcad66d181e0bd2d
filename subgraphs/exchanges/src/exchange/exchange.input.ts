import { DateFilter, DateTimeFilter, DecimalFilter, IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { CivilDate, Decimal } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { ExchangeStage, ExchangeStatus, ExchangeType, FilerType } from './exchange.entity';

export enum ExchangeOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  NAME_ASC = 'NAME_ASC',
  IDENTIFICATION_DEADLINE_ASC = 'IDENTIFICATION_DEADLINE_ASC',
  EXCHANGE_DEADLINE_ASC = 'EXCHANGE_DEADLINE_ASC',
}
registerEnumType(ExchangeOrder, { name: 'ExchangeOrder', description: 'How a list of exchanges is ordered.' });

@InputType('ExchangeFilter', { description: 'Which exchanges; all conditions must hold.' })
export class ExchangeFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By number.' })
  exchangeNumber?: StringFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By name.' })
  name?: StringFilter;

  @Field(() => [ExchangeType], { nullable: true, description: 'Of one of these types.' })
  exchangeType?: ExchangeType[];

  @Field(() => [ExchangeStatus], { nullable: true, description: 'With one of these statuses.' })
  status?: ExchangeStatus[];

  @Field(() => [ExchangeStage], { nullable: true, description: 'At one of these stages.' })
  workflowStage?: ExchangeStage[];

  @Field(() => IdFilter, { nullable: true, description: 'By the client’s contact.' })
  clientContactId?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the coordinator’s contact.' })
  coordinatorContactId?: IdFilter;

  @Field(() => DateFilter, { nullable: true, description: 'By the day of the first transfer.' })
  transferDate?: DateFilter;

  @Field(() => DateFilter, { nullable: true, description: 'By the last day to identify.' })
  identificationDeadline?: DateFilter;

  @Field(() => DateFilter, { nullable: true, description: 'By the last day to receive.' })
  exchangeDeadline?: DateFilter;

  @Field(() => DecimalFilter, { nullable: true, description: 'By the value of the property given up.' })
  relinquishedValue?: DecimalFilter;

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when they were opened.' })
  createdAt?: DateTimeFilter;
}

@ArgsType()
export class ExchangePageArgs extends PageArgs {
  @Field(() => ExchangeFilter, { nullable: true, description: 'Which exchanges; all that you may see if not given.' })
  filter?: ExchangeFilter;

  @Field(() => ExchangeOrder, { defaultValue: ExchangeOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: ExchangeOrder;
}

@InputType({ description: 'The details of an exchange.' })
abstract class ExchangeDetails {
  @Field(() => CivilDate, { nullable: true, description: 'The day of the first transfer of property given up; both periods run from it.' })
  transferDate?: string | null;

  @Field(() => CivilDate, {
    nullable: true,
    description:
      'When the tax return for the year of the transfer is due, extensions included, if the preparer says so; not before the transfer. Follows from filer and tax year unless given.',
  })
  returnDueDate?: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'The day on which property was parked, for reverse and improvement exchanges.' })
  parkingDate?: string | null;

  @Field(() => CivilDate, {
    nullable: true,
    description: 'The last day of the tax year of the transfer; of the calendar year unless given.',
  })
  taxYearEnd?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'The value of the property given up, in dollars: 0 or more, to the cent.' })
  relinquishedValue?: string | null;

  @Field(() => FilerType, { nullable: true, description: 'What kind of taxpayer files the return.' })
  filerType?: FilerType | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether an extension of the return was filed.' })
  returnExtended?: boolean;

  @Field(() => String, { nullable: true, description: 'The IANA time zone in which its days end; America/Los_Angeles unless given.' })
  timeZone?: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether its participants are notified; they are unless given.' })
  notificationsEnabled?: boolean;
}

@InputType('CreateExchangeInput', { description: 'A new exchange, with its first two participants.' })
export class CreateExchangeInput extends ExchangeDetails {
  @Field(() => String, { description: 'What it is called; at most 255 characters.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The number by which people refer to it, at most 50 characters; the next of the year, such as 2026-00042, if not given.',
  })
  exchangeNumber?: string | null;

  @Field(() => ExchangeType, { defaultValue: ExchangeType.DELAYED, description: 'The order in which it gives up and receives.' })
  exchangeType!: ExchangeType;

  @Field(() => ID, { description: 'The contact whose exchange it is; takes part with all that a client may.' })
  clientContactId!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'The contact who coordinates it; takes part with all that a coordinator may. You yourself, unless you are an administrator.',
  })
  coordinatorContactId?: string | null;
}

@InputType('UpdateExchangeInput', { description: 'What changes in an exchange; what is left out stays.' })
export class UpdateExchangeInput extends ExchangeDetails {
  @Field(() => ID, { description: 'Which exchange.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => String, { nullable: true, description: 'What it is called; at most 255 characters.' })
  name?: string;

  @Field(() => ExchangeType, { nullable: true, description: 'The order in which it gives up and receives.' })
  exchangeType?: ExchangeType;

  @Field(() => ExchangeStatus, { nullable: true, description: 'Whether it is being worked on.' })
  status?: ExchangeStatus;
}
