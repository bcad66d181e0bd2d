import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';
import type { DeadlineKind } from '../exchange-deadline/exchange-deadline.entity';

/** That one contact was reminded of one deadline so many days before it; never again of the same. */
@Entity('deadline_reminders')
@Unique('deadline_reminders_once_key', ['exchangeId', 'kind', 'deadlineOn', 'threshold', 'contactId'])
@Check('deadline_reminders_kind_check', `kind IN ('IDENTIFICATION', 'EXCHANGE')`)
@Check('deadline_reminders_threshold_check', 'threshold IN (30, 14, 7, 3, 1, 0)')
export class DeadlineReminder {
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => Exchange, { name: 'deadline_reminders_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Column({ type: 'varchar', length: 20 })
  kind!: DeadlineKind;

  @Column({ type: 'date', name: 'deadline_on' })
  deadlineOn!: string;

  /** Days before. */
  @Column({ type: 'integer' })
  threshold!: number;

  @Column({ type: 'uuid', name: 'contact_id' })
  contactId!: string;

  @Column({ type: 'timestamptz', name: 'sent_at' })
  sentAt!: Date;
}
