import { DateTimeFilter, IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { DateTime, Json } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { ExchangeTaskPriority, ExchangeTaskStatus, ExchangeTaskType } from './exchange-task.entity';

export enum ExchangeTaskOrder {
  DUE_DATE_ASC = 'DUE_DATE_ASC',
  DUE_DATE_DESC = 'DUE_DATE_DESC',
  PRIORITY_DESC = 'PRIORITY_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  CREATED_AT_DESC = 'CREATED_AT_DESC',
}
registerEnumType(ExchangeTaskOrder, {
  name: 'ExchangeTaskOrder',
  description: 'How a list of tasks is ordered; those without a due date come last, and the most urgent first.',
});

@InputType('ExchangeTaskFilter', { description: 'Which tasks; all conditions must hold.' })
export class ExchangeTaskFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By exchange.' })
  exchangeId?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the contact to whom they are assigned.' })
  assignedToId?: IdFilter;

  @Field(() => Boolean, { nullable: true, description: 'True for those assigned to you; leave it out for all.' })
  assignedToMe?: boolean;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True for those that are due by now and neither complete nor cancelled; leave it out for all.',
  })
  overdue?: boolean;

  @Field(() => [ExchangeTaskStatus], { nullable: true, description: 'With one of these statuses.' })
  status?: ExchangeTaskStatus[];

  @Field(() => [ExchangeTaskPriority], { nullable: true, description: 'With one of these priorities.' })
  priority?: ExchangeTaskPriority[];

  @Field(() => [ExchangeTaskType], { nullable: true, description: 'Of one of these types.' })
  taskType?: ExchangeTaskType[];

  @Field(() => StringFilter, { nullable: true, description: 'By title.' })
  title?: StringFilter;

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when they are due.' })
  dueDate?: DateTimeFilter;

  @Field(() => Boolean, { nullable: true, description: 'Only those of PracticePanther, or only the others.' })
  isSyncedFromPp?: boolean;
}

@ArgsType()
export class ExchangeTaskPageArgs extends PageArgs {
  @Field(() => ExchangeTaskFilter, { nullable: true, description: 'Which tasks; all that you may see if not given.' })
  filter?: ExchangeTaskFilter;

  @Field(() => ExchangeTaskOrder, { defaultValue: ExchangeTaskOrder.DUE_DATE_ASC, description: 'The order of the list.' })
  orderBy!: ExchangeTaskOrder;
}

@InputType({ description: 'The details of a task.' })
abstract class ExchangeTaskDetails {
  @Field(() => String, { nullable: true, description: 'What there is to know about it; at most 10,000 characters.' })
  description?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when it has to be done; of the years 1990 to 2199.' })
  dueDate?: Date | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The contact who is to do it: somebody who takes part in the exchange and may look. The part, not the task, says who may write.',
  })
  assignedToId?: string | null;

  @Field(() => Json, { nullable: true, description: 'What you keep beside it: an object, at most 10,000 characters long as JSON.' })
  metadata?: unknown;
}

@InputType('CreateExchangeTaskInput', { description: 'Something that has to be done in an exchange.' })
export class CreateExchangeTaskInput extends ExchangeTaskDetails {
  @Field(() => ID, { description: 'Which exchange.' })
  exchangeId!: string;

  @Field(() => String, { description: 'What has to be done; at most 255 characters.' })
  title!: string;

  @Field(() => ExchangeTaskPriority, { defaultValue: ExchangeTaskPriority.MEDIUM, description: 'How soon it should be done.' })
  priority!: ExchangeTaskPriority;
}

@InputType('UpdateExchangeTaskInput', { description: 'What changes in a task; what is left out stays.' })
export class UpdateExchangeTaskInput extends ExchangeTaskDetails {
  @Field(() => ID, { description: 'Which task.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => String, { nullable: true, description: 'What has to be done; at most 255 characters.' })
  title?: string;

  @Field(() => ExchangeTaskPriority, { nullable: true, description: 'How soon it should be done.' })
  priority?: ExchangeTaskPriority;

  @Field(() => ExchangeTaskStatus, {
    nullable: true,
    description:
      'PENDING, IN_PROGRESS or CANCELLED, of a task that is neither complete nor cancelled; completeExchangeTask and reopenExchangeTask do the rest.',
  })
  status?: ExchangeTaskStatus;
}
