import { IdFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, InputType, registerEnumType } from 'type-graphql';
import { ParticipantEventKind } from './participant-event.entity';

export enum ParticipantEventOrder {
  AT_DESC = 'AT_DESC',
  AT_ASC = 'AT_ASC',
}
registerEnumType(ParticipantEventOrder, { name: 'ParticipantEventOrder', description: 'How a history of participants is ordered.' });

@InputType('ParticipantEventFilter', { description: 'Which changes; all conditions must hold.' })
export class ParticipantEventFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By the participant.' })
  participantId?: IdFilter;

  @Field(() => [ParticipantEventKind], { nullable: true, description: 'Of one of these kinds.' })
  kind?: ParticipantEventKind[];
}

@ArgsType()
export class ParticipantEventPageArgs extends PageArgs {
  @Field(() => ParticipantEventFilter, { nullable: true, description: 'Which changes; all that you may see if not given.' })
  filter?: ParticipantEventFilter;

  @Field(() => ParticipantEventOrder, { defaultValue: ParticipantEventOrder.AT_DESC, description: 'The order of the list.' })
  orderBy!: ParticipantEventOrder;
}
