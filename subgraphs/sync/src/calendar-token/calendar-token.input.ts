import { DateTimeFilter, IdFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { CalendarSyncProvider, CalendarSyncStatus } from './calendar-token.entity';

export enum CalendarSyncTokenOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  LAST_SYNC_AT_DESC = 'LAST_SYNC_AT_DESC',
}
registerEnumType(CalendarSyncTokenOrder, {
  name: 'CalendarSyncTokenOrder',
  description: 'How a list of calendar tokens is ordered; rows without the value come last.',
});

@InputType('CalendarSyncTokenFilter', { description: 'Which calendar tokens; all conditions must hold.' })
export class CalendarSyncTokenFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the id of the contributor.' })
  contributorId?: IdFilter;

  @Field(() => [CalendarSyncStatus], { nullable: true, description: 'With one of these statuses.' })
  syncStatus?: CalendarSyncStatus[];

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when they were last synchronised.' })
  lastSyncAt?: DateTimeFilter;
}

@ArgsType()
export class CalendarSyncTokenPageArgs extends PageArgs {
  @Field(() => CalendarSyncTokenFilter, { nullable: true, description: 'Which calendar tokens; all that you may see if not given.' })
  filter?: CalendarSyncTokenFilter;

  @Field(() => CalendarSyncTokenOrder, { defaultValue: CalendarSyncTokenOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: CalendarSyncTokenOrder;
}

@InputType('CreateCalendarSyncTokenInput', { description: 'A calendar that you connect.' })
export class CreateCalendarSyncTokenInput {
  @Field(() => ID, { description: 'Whose calendar it is, a contributor; each has one at most, and this stays.' })
  contributorId!: string;

  @Field(() => CalendarSyncProvider, { description: 'Whose calendar it is; this stays.' })
  provider!: CalendarSyncProvider;

  @Field(() => String, {
    description: 'The refresh token that the provider gave for the calendar, at most 8 KB. It is encrypted, and never returned.',
  })
  refreshToken!: string;
}

@InputType('UpdateCalendarSyncTokenInput', { description: 'What changes in a calendar token; what is left out stays.' })
export class UpdateCalendarSyncTokenInput {
  @Field(() => ID, { description: 'Which calendar token.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => String, {
    nullable: true,
    description: 'A refresh token that takes the place of the former one, at most 8 KB; it ends an ERROR, and all is read anew.',
  })
  refreshToken?: string;

  @Field(() => CalendarSyncStatus, { nullable: true, description: 'ACTIVE or DISABLED; ERROR is set by the server alone.' })
  syncStatus?: CalendarSyncStatus;
}
