import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime, Json } from '@plat/shared/graphql/scalars';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';

export enum ExchangeTaskType {
  PP_SYNC = 'PP_SYNC',
  MANUAL = 'MANUAL',
  SYSTEM = 'SYSTEM',
}
registerEnumType(ExchangeTaskType, {
  name: 'ExchangeTaskType',
  description: 'Where a task comes from: PracticePanther, a person, or the service.',
});

export enum ExchangeTaskStatus {
  PENDING = 'PENDING',
  IN_PROGRESS = 'IN_PROGRESS',
  COMPLETE = 'COMPLETE',
  CANCELLED = 'CANCELLED',
}
registerEnumType(ExchangeTaskStatus, { name: 'ExchangeTaskStatus', description: 'How far a task has come.' });

export enum ExchangeTaskPriority {
  LOW = 'LOW',
  MEDIUM = 'MEDIUM',
  HIGH = 'HIGH',
  URGENT = 'URGENT',
}
registerEnumType(ExchangeTaskPriority, { name: 'ExchangeTaskPriority', description: 'How soon a task should be done, from the least.' });

@Entity('tasks')
@Unique('tasks_pp_task_id_key', ['ppTaskId'])
@Index('tasks_assigned_to_idx', ['assignedToId'])
@Index('tasks_created_by_idx', ['createdById'])
@Index('tasks_exchange_id_status_idx', ['exchangeId', 'status'])
@Index('tasks_open_due_date_idx', { synchronize: false })
@Check('tasks_completed_at_check', `(status = 'COMPLETE') = (completed_at IS NOT NULL)`)
@ObjectType('ExchangeTask', { description: 'Something that has to be done in an exchange.' })
@Directive('@key(fields: "id")')
export class ExchangeTask extends Updatable {
  @ForeignKey(() => Exchange, { name: 'tasks_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  /** Gives no right: whoever may write tasks completes it. */
  @Column({ type: 'uuid', name: 'assigned_to', nullable: true })
  assignedToId!: string | null;

  @Column({ type: 'uuid', name: 'created_by', nullable: true })
  createdById!: string | null;

  @Field(() => String, { description: 'What has to be done.' })
  @Column({ type: 'varchar', length: 255 })
  title!: string;

  @Field(() => String, { nullable: true, description: 'What there is to know about it.' })
  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Field(() => ExchangeTaskType, { description: 'Where it comes from.' })
  @Column({ type: 'enum', enum: ExchangeTaskType, enumName: 'exchange_task_type', name: 'task_type', default: ExchangeTaskType.MANUAL })
  taskType!: ExchangeTaskType;

  @Field(() => ExchangeTaskStatus, { description: 'How far it has come.' })
  @Column({ type: 'enum', enum: ExchangeTaskStatus, enumName: 'exchange_task_status', default: ExchangeTaskStatus.PENDING })
  status!: ExchangeTaskStatus;

  @Field(() => ExchangeTaskPriority, { description: 'How soon it should be done.' })
  @Column({ type: 'enum', enum: ExchangeTaskPriority, enumName: 'exchange_task_priority', default: ExchangeTaskPriority.MEDIUM })
  priority!: ExchangeTaskPriority;

  @Field(() => DateTime, { nullable: true, description: 'Until when it has to be done.' })
  @Column({ type: 'timestamptz', name: 'due_date', nullable: true })
  dueDate!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was completed; null again once it is reopened.' })
  @Column({ type: 'timestamptz', name: 'completed_at', nullable: true })
  completedAt!: Date | null;

  /** For administrators and the exchange's coordinators only, like the two below: see exchange-task.resolver.ts. */
  @Column({ type: 'varchar', length: 255, name: 'pp_task_id', nullable: true })
  ppTaskId!: string | null;

  @Column({ type: 'jsonb', name: 'pp_data', nullable: true })
  ppData!: unknown;

  @Column({ type: 'timestamptz', name: 'last_sync_at', nullable: true })
  lastSyncAt!: Date | null;

  @Field(() => Json, { nullable: true, description: 'What whoever writes tasks keeps beside it: an object.' })
  @Column({ type: 'jsonb', nullable: true })
  metadata!: unknown;

  @Field(() => Boolean, {
    description: 'Whether it is PracticePanther’s: title, description, due date, priority and status are changed there alone.',
  })
  @Column({ type: 'boolean', name: 'is_synced_from_pp', default: false })
  isSyncedFromPp!: boolean;

  /** The due date of which the assignee was reminded, so that each is told of once. The system's alone. */
  @Column({ type: 'timestamptz', name: 'reminded_for', nullable: true })
  remindedFor!: Date | null;
}

export const ExchangeTaskConnection = connectionOf(ExchangeTask, 'ExchangeTask', 'tasks of exchanges');
