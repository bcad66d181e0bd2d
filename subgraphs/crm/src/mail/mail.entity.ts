import { SecretColumn } from '@plat/shared/database/secret-column';
import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A letter of ours. It is written down with what causes it, and leaves when that is committed. The system's alone. */
@Entity('mails')
@Index('mails_to_address_created_at_idx', { synchronize: false })
export class Mail {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'mails_pkey' })
  readonly id!: string;

  @Column({ type: 'varchar', length: 255, name: 'to_address' })
  toAddress!: string;

  @Column({ type: 'text' })
  subject!: string;

  /** The token in it opens an account, so only a demo keeps it; null elsewhere. */
  @SecretColumn({ type: 'text', nullable: true })
  body!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  /** Null for one that is under way, or that did not leave. */
  @Column({ type: 'timestamptz', name: 'sent_at', nullable: true })
  sentAt!: Date | null;

  /** Why it did not leave: codes of the connection and of the other server, without its words. */
  @Column({ type: 'text', nullable: true })
  error!: string | null;
}
