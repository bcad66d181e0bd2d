import { IdFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { ParticipantPermission, ParticipantRole } from './exchange-participant.entity';

export enum ExchangeParticipantOrder {
  ASSIGNED_AT_ASC = 'ASSIGNED_AT_ASC',
  ASSIGNED_AT_DESC = 'ASSIGNED_AT_DESC',
  ROLE_ASC = 'ROLE_ASC',
}
registerEnumType(ExchangeParticipantOrder, { name: 'ExchangeParticipantOrder', description: 'How a list of participants is ordered.' });

@InputType('ExchangeParticipantFilter', { description: 'Which participants; all conditions must hold.' })
export class ExchangeParticipantFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By exchange.' })
  exchangeId?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the person’s contact.' })
  contactId?: IdFilter;

  @Field(() => [ParticipantRole], { nullable: true, description: 'With one of these roles.' })
  role?: ParticipantRole[];

  @Field(() => Boolean, { nullable: true, description: 'Only those who take part, or only those who no longer do.' })
  isActive?: boolean;
}

@ArgsType()
export class ExchangeParticipantPageArgs extends PageArgs {
  @Field(() => ExchangeParticipantFilter, { nullable: true, description: 'Which participants; all that you may see if not given.' })
  filter?: ExchangeParticipantFilter;

  @Field(() => ExchangeParticipantOrder, { defaultValue: ExchangeParticipantOrder.ASSIGNED_AT_ASC, description: 'The order of the list.' })
  orderBy!: ExchangeParticipantOrder;
}

@InputType('AddExchangeParticipantInput', { description: 'Who takes part in which exchange, and as what.' })
export class AddExchangeParticipantInput {
  @Field(() => ID, { description: 'Which exchange.' })
  exchangeId!: string;

  @Field(() => ID, { description: 'The person’s contact.' })
  contactId!: string;

  @Field(() => ParticipantRole, { description: 'What the person is in the exchange.' })
  role!: ParticipantRole;

  @Field(() => [ParticipantPermission], {
    nullable: true,
    description: 'What the person may do, of what the role allows; all of it if not given, nothing for an empty list.',
  })
  permissions?: ParticipantPermission[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the person reads what was said before; true unless given.' })
  seesHistory?: boolean | null;
}

@InputType('UpdateExchangeParticipantInput', { description: 'What changes in somebody’s part in an exchange; what is left out stays.' })
export class UpdateExchangeParticipantInput {
  @Field(() => ID, { description: 'Which participant.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => [ParticipantPermission], { nullable: true, description: 'What the person may do, of what the role allows.' })
  permissions?: ParticipantPermission[];

  @Field(() => Boolean, { nullable: true, description: 'Whether the person takes part; the last coordinator and the last client stay.' })
  isActive?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Whether the person reads what was said before joining.' })
  seesHistory?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Whether a client signs for the taxpayer; for administrators.' })
  isConfirmed?: boolean;
}
