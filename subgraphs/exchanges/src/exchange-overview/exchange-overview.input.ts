import { CivilDate, Decimal } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ExchangeStage } from '../exchange/exchange.entity';
import { ExchangeTask } from '../exchange-task/exchange-task.entity';

export enum ExchangePeriod {
  IDENTIFICATION = 'IDENTIFICATION',
  EXCHANGE = 'EXCHANGE',
}
registerEnumType(ExchangePeriod, {
  name: 'ExchangePeriod',
  description: 'Which of its two periods ends: that to identify property, or that to receive it.',
});

export enum ExchangeRisk {
  NOTHING_IDENTIFIED = 'NOTHING_IDENTIFIED',
  NOTHING_RECEIVED = 'NOTHING_RECEIVED',
}
registerEnumType(ExchangeRisk, {
  name: 'ExchangeRisk',
  description:
    'Why an exchange is at risk: its period to identify ends within 14 days and nothing is identified, or its period to receive within 30 days and nothing is received. Where property is parked, it is the property given up that has to be identified and transferred.',
});

@ArgsType()
export class OverviewListArgs {
  @Field(() => Int, { defaultValue: 20, description: 'How many at most, from 1 to 100.' })
  first!: number;
}

@ArgsType()
export class DeadlinesAheadArgs extends OverviewListArgs {
  @Field(() => Int, { defaultValue: 14, description: 'How many days ahead, from 0 to 366; today, where the exchange is, counts.' })
  withinDays!: number;
}

@ObjectType('ExchangeStageCount', { description: 'How many exchanges are at a stage.' })
export class ExchangeStageCount {
  @Field(() => ExchangeStage, { description: 'The stage.' })
  stage!: ExchangeStage;

  @Field(() => Int, { description: 'How many are there.' })
  count!: number;
}

@ObjectType({ description: 'The end of a period of an exchange.' })
abstract class PeriodEnd {
  exchangeId!: string;

  @Field(() => ExchangePeriod, { description: 'Which period ends.' })
  period!: ExchangePeriod;

  @Field(() => CivilDate, { description: 'Its last day, in the time zone of the exchange.' })
  deadline!: string;

  @Field(() => Int, { description: 'Days from today to then, where the exchange is; less than 0 once it is past.' })
  daysLeft!: number;
}

@ObjectType('ExchangeDeadlineAhead', { description: 'A period of an exchange that ends soon.' })
export class ExchangeDeadlineAhead extends PeriodEnd {}

@ObjectType('ExchangeAtRisk', { description: 'An exchange that may fail: what has to happen before a period ends has not begun.' })
export class ExchangeAtRisk extends PeriodEnd {
  @Field(() => ExchangeRisk, { description: 'Why.' })
  risk!: ExchangeRisk;
}

@ObjectType('OverdueExchangeTasks', { description: 'Open tasks that are due by now.' })
export class OverdueExchangeTasks {
  @Field(() => Int, { description: 'How many there are, beyond those that are listed, too.' })
  total!: number;

  @Field(() => [ExchangeTask], { description: 'Those that have been due the longest.' })
  tasks!: ExchangeTask[];
}

@ObjectType('ExchangeFundsHeld', { description: 'Money that is held for exchanges.' })
export class ExchangeFundsHeld {
  @Field(() => Decimal, { description: 'What their accounts hold together, in dollars.' })
  total!: string;

  @Field(() => Int, { description: 'Accounts that are open, empty ones too.' })
  accounts!: number;
}

@ObjectType('ExchangeCoordinatorLoad', { description: 'What a coordinator has in hand.' })
export class ExchangeCoordinatorLoad {
  coordinatorId!: string | null;

  @Field(() => Int, { description: 'Exchanges under way.' })
  openExchanges!: number;

  @Field(() => Int, { description: 'Open tasks of these that are due by now, whoever has to do them.' })
  overdueTasks!: number;

  @Field(() => CivilDate, { nullable: true, description: 'The last day of the next period of these that ends.' })
  nextDeadline!: string | null;

  @Field(() => ExchangeFundsHeld, {
    nullable: true,
    description: 'The money of those of these whose money you may read; null where none of them has an account.',
  })
  fundsHeld!: ExchangeFundsHeld | null;
}

@ObjectType('ExchangeOverview', {
  description:
    'What the exchanges that you may see have come to: all as an administrator, else those that you take part in. Archived ones count nowhere.',
})
export class ExchangeOverview {}
