import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { CivilDate, DateTime, Decimal } from '@plat/shared/graphql/scalars';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, Index, Unique } from 'typeorm';

export enum ExchangeType {
  DELAYED = 'DELAYED',
  SIMULTANEOUS = 'SIMULTANEOUS',
  REVERSE = 'REVERSE',
  IMPROVEMENT = 'IMPROVEMENT',
}
registerEnumType(ExchangeType, { name: 'ExchangeType', description: 'The order in which an exchange gives up and receives.' });

export enum ExchangeStatus {
  ACTIVE = 'ACTIVE',
  ON_HOLD = 'ON_HOLD',
  COMPLETED = 'COMPLETED',
  TERMINATED = 'TERMINATED',
}
registerEnumType(ExchangeStatus, { name: 'ExchangeStatus', description: 'Whether an exchange is being worked on.' });

export enum ExchangeStage {
  PENDING = 'PENDING',
  IDENTIFICATION = 'IDENTIFICATION',
  REPLACEMENT = 'REPLACEMENT',
  COMPLETED = 'COMPLETED',
  IDENTIFICATION_MISSED = 'IDENTIFICATION_MISSED',
  EXCHANGE_MISSED = 'EXCHANGE_MISSED',
  TERMINATED = 'TERMINATED',
}
registerEnumType(ExchangeStage, { name: 'ExchangeStage', description: 'How far an exchange has come on its way.' });

export enum FilerType {
  INDIVIDUAL = 'INDIVIDUAL',
  TRUST = 'TRUST',
  C_CORPORATION = 'C_CORPORATION',
  PARTNERSHIP = 'PARTNERSHIP',
  S_CORPORATION = 'S_CORPORATION',
  OTHER = 'OTHER',
}
registerEnumType(FilerType, {
  name: 'FilerType',
  description: 'What kind of taxpayer files the return, on which its due date depends. For another one, the date has to be stated.',
});

@Entity('exchanges')
@Unique('exchanges_exchange_number_key', ['exchangeNumber'])
@Unique('exchanges_pp_matter_id_key', ['ppMatterId'])
@Index('exchanges_status_idx', ['status'])
@Index('exchanges_client_id_idx', ['clientContactId'])
@Index('exchanges_coordinator_id_idx', ['coordinatorContactId'])
@Index('exchanges_created_at_idx', { synchronize: false })
@Index('exchanges_under_the_clock', { synchronize: false })
@Check('exchanges_relinquished_value_check', 'relinquished_value >= 0')
@Check('exchanges_status_check', `status IN ('ACTIVE', 'ON_HOLD', 'COMPLETED', 'TERMINATED')`)
@Check(
  'exchanges_workflow_stage_check',
  `workflow_stage IN ('PENDING', 'IDENTIFICATION', 'REPLACEMENT', 'COMPLETED', 'IDENTIFICATION_MISSED', 'EXCHANGE_MISSED', 'TERMINATED')`,
)
@Check('exchanges_filer_type_check', `filer_type IN ('INDIVIDUAL', 'TRUST', 'C_CORPORATION', 'PARTNERSHIP', 'S_CORPORATION', 'OTHER')`)
@ObjectType('Exchange', { description: 'A like-kind exchange under IRC section 1031: property given up for property received.' })
@Directive('@key(fields: "id")')
export class Exchange extends Updatable {
  @Field(() => String, { description: 'The number by which people refer to it; unique.' })
  @Column({ type: 'varchar', length: 50, name: 'exchange_number' })
  exchangeNumber!: string;

  @Field(() => String, { description: 'What it is called.' })
  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Field(() => ExchangeType, { description: 'The order in which it gives up and receives.' })
  @Column({ type: 'enum', enum: ExchangeType, enumName: 'exchange_type', name: 'exchange_type', default: ExchangeType.DELAYED })
  exchangeType!: ExchangeType;

  @Field(() => ExchangeStatus, { description: 'Whether it is being worked on.' })
  @Column({ type: 'varchar', length: 50, default: ExchangeStatus.ACTIVE })
  status!: ExchangeStatus;

  /** Says who the client is, and gives no right: that is what the participation is for. */
  @Column({ type: 'uuid', name: 'client_id', nullable: true })
  clientContactId!: string | null;

  /** Says who the coordinator is, and gives no right. */
  @Column({ type: 'uuid', name: 'coordinator_id', nullable: true })
  coordinatorContactId!: string | null;

  @Field(() => ExchangeStage, { description: 'How far it has come; the service moves it on.' })
  @Column({ type: 'varchar', length: 50, name: 'workflow_stage', default: ExchangeStage.PENDING })
  workflowStage!: ExchangeStage;

  @Field(() => DateTime, { nullable: true, description: 'When it last came to another stage.' })
  @Column({ type: 'timestamptz', name: 'stage_changed_at', nullable: true })
  stageChangedAt!: Date | null;

  @Column({ type: 'uuid', name: 'stage_changed_by', nullable: true })
  stageChangedById!: string | null;

  @Field(() => Boolean, { description: 'Whether its participants are notified.' })
  @Column({ type: 'boolean', name: 'notifications_enabled', default: true })
  notificationsEnabled!: boolean;

  @Field(() => CivilDate, { nullable: true, description: 'The day of the first transfer of property given up: day 0 of both periods.' })
  @Column({ type: 'date', name: 'transfer_date', nullable: true })
  transferDate!: string | null;

  @Field(() => CivilDate, {
    nullable: true,
    description: 'The last day to identify property, to midnight in the time zone; weekends do not move it.',
  })
  @Column({ type: 'date', name: 'identification_deadline', nullable: true })
  identificationDeadline!: string | null;

  @Field(() => CivilDate, {
    nullable: true,
    description: 'The last day to receive property, to midnight in the time zone; weekends do not move it.',
  })
  @Column({ type: 'date', name: 'exchange_deadline', nullable: true })
  exchangeDeadline!: string | null;

  @Field(() => CivilDate, {
    nullable: true,
    description:
      'When the tax return for the year of the transfer is due, extensions included, as stated; null to have it follow from filer and tax year.',
  })
  @Column({ type: 'date', name: 'return_due_date', nullable: true })
  returnDueDate!: string | null;

  /** For administrators and the exchange's coordinators only, like the two of PracticePanther: see exchange.resolver.ts. */
  @Column({ type: 'jsonb', name: 'deadline_override', nullable: true })
  deadlineOverride!: unknown;

  @Field(() => Decimal, { nullable: true, description: 'The value of the property given up, in dollars.' })
  @Column({ type: 'numeric', precision: 15, scale: 2, name: 'relinquished_value', nullable: true })
  relinquishedValue!: string | null;

  @Column({ type: 'varchar', length: 255, name: 'pp_matter_id', nullable: true })
  ppMatterId!: string | null;

  @Column({ type: 'jsonb', name: 'pp_custom_fields', nullable: true })
  ppCustomFields!: unknown;

  @Field(() => String, { description: 'The IANA time zone in which its days end: America/Los_Angeles.' })
  @Column({ type: 'varchar', length: 50, name: 'time_zone', default: 'America/Los_Angeles' })
  timeZone!: string;

  @Field(() => FilerType, { nullable: true, description: 'What kind of taxpayer files the return.' })
  @Column({ type: 'varchar', length: 50, name: 'filer_type', nullable: true })
  filerType!: FilerType | null;

  @Field(() => CivilDate, { nullable: true, description: 'The last day of the tax year of the transfer.' })
  @Column({ type: 'date', name: 'tax_year_end', nullable: true })
  taxYearEnd!: string | null;

  @Field(() => Boolean, { description: 'Whether an extension of the return was filed.' })
  @Column({ type: 'boolean', name: 'return_extended', default: false })
  returnExtended!: boolean;

  @Field(() => CivilDate, {
    nullable: true,
    description: 'The day on which property was parked with an accommodation titleholder: day 0 of a reverse exchange.',
  })
  @Column({ type: 'date', name: 'parking_date', nullable: true })
  parkingDate!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was archived.' })
  @Column({ type: 'timestamptz', name: 'archived_at', nullable: true })
  archivedAt!: Date | null;
}

export const ExchangeConnection = connectionOf(Exchange, 'Exchange', 'exchanges');
