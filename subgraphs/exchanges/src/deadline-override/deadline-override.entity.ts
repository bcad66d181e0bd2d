import { CivilDate, DateTime } from '@plat/shared/graphql/scalars';
import { Field, ObjectType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';

@Entity('deadline_overrides')
@Index('deadline_overrides_exchange_id_idx', ['exchangeId'])
@Index('deadline_overrides_document_id_idx', ['documentId'])
@Index('deadline_overrides_one_key', { synchronize: false })
@Check('deadline_overrides_dates_check', 'num_nonnulls(identification_on, exchange_on) > 0')
@Check('deadline_overrides_lift_check', '(lifted_at IS NULL) = (lift_reason IS NULL)')
@ObjectType('DeadlineOverride', {
  description: 'What moves deadlines from where the rule puts them, such as relief after a disaster; for administrators and coordinators.',
})
export class DeadlineOverride {
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => Exchange, { name: 'deadline_overrides_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Field(() => String, { description: 'What allows it: the notice of the IRS under Rev. Proc. 2018-58, section 17.' })
  @Column({ type: 'varchar', length: 500 })
  citation!: string;

  @Field(() => String, { description: 'Why it applies to this exchange.' })
  @Column({ type: 'text' })
  reason!: string;

  @Field(() => CivilDate, { nullable: true, description: 'The last day of the general extension that the notice names.' })
  @Column({ type: 'date', name: 'notice_on', nullable: true })
  noticeOn!: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'The last day to identify; null where that stays as computed.' })
  @Column({ type: 'date', name: 'identification_on', nullable: true })
  identificationOn!: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'The last day to receive; null where that stays as computed.' })
  @Column({ type: 'date', name: 'exchange_on', nullable: true })
  exchangeOn!: string | null;

  @Column({ type: 'uuid', name: 'document_id', nullable: true })
  documentId!: string | null;

  @Column({ type: 'uuid', name: 'overridden_by', nullable: true })
  overriddenById!: string | null;

  @Field(() => DateTime, { description: 'When it was entered.' })
  @Column({ type: 'timestamptz', name: 'overridden_at' })
  overriddenAt!: Date;

  @Column({ type: 'uuid', name: 'lifted_by', nullable: true })
  liftedById!: string | null;

  @Column({ type: 'timestamptz', name: 'lifted_at', nullable: true })
  liftedAt!: Date | null;

  @Column({ type: 'text', name: 'lift_reason', nullable: true })
  liftReason!: string | null;
}
