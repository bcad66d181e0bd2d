import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An event that some webhook asks for, until it is known who gets it. The system's alone. */
@Entity('webhook_events')
@Index('webhook_events_due_at_idx', ['dueAt', 'receivedAt'])
export class WebhookEvent {
  @PrimaryColumn('uuid', { name: 'event_id', primaryKeyConstraintName: 'webhook_events_pkey' })
  eventId!: string;

  @Column({ type: 'varchar', length: 100 })
  type!: string;

  @Column({ type: 'varchar', length: 100, name: 'subject_type' })
  subjectType!: string;

  @Column({ type: 'text', name: 'subject_id', nullable: true })
  subjectId!: string | null;

  @Column({ type: 'timestamptz', name: 'occurred_at' })
  occurredAt!: Date;

  /** Names of columns, without those of secrets. */
  @Column({ type: 'text', array: true })
  changed!: string[];

  /** Whose the subject is by the event itself. */
  @Column({ type: 'uuid', name: 'owner_id', nullable: true })
  ownerId!: string | null;

  /** When it is looked at; later while somebody does. */
  @Column({ type: 'timestamptz', name: 'due_at' })
  dueAt!: Date;

  @Column({ type: 'timestamptz', name: 'received_at', default: () => 'clock_timestamp()' })
  receivedAt!: Date;
}
