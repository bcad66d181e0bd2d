import { SecretColumn } from '@plat/shared/database/secret-column';
import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Contact } from '../contact/contact.entity';
import { User } from '../user/user.entity';

export enum AccountTokenPurpose {
  VERIFY_EMAIL = 'VERIFY_EMAIL',
  RESET_PASSWORD = 'RESET_PASSWORD',
  CHANGE_EMAIL = 'CHANGE_EMAIL',
  INVITATION = 'INVITATION',
}

/** What a letter's reader proves with it, once. The token itself is in the letter alone. */
@Entity('account_tokens')
@Unique('account_tokens_token_hash_key', ['tokenHash'])
@Index('account_tokens_user_id_idx', ['userId'])
@Index('account_tokens_contact_id_idx', ['contactId'])
@Check(
  'account_tokens_subject_check',
  `CASE WHEN purpose = 'INVITATION' THEN contact_id IS NOT NULL AND user_id IS NULL ELSE user_id IS NOT NULL AND contact_id IS NULL END`,
)
export class AccountToken {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'account_tokens_pkey' })
  readonly id!: string;

  /** Whose account it is about; null for an invitation. */
  @ForeignKey(() => User, { name: 'account_tokens_user_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'user_id', nullable: true })
  userId!: string | null;

  /** Who is invited. */
  @ForeignKey(() => Contact, { name: 'account_tokens_contact_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'contact_id', nullable: true })
  contactId!: string | null;

  @Column({ type: 'enum', enum: AccountTokenPurpose, enumName: 'account_token_purpose' })
  purpose!: AccountTokenPurpose;

  /** SHA-256: the token has 256 random bits, so that no slower hash is needed. */
  @SecretColumn({ type: 'varchar', length: 255, name: 'token_hash' })
  tokenHash!: string;

  /** Where it was sent: it proves this address and no later one. */
  @Column({ type: 'varchar', length: 255 })
  email!: string;

  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;

  /** When it was used, or made void by something newer. */
  @Column({ type: 'timestamptz', name: 'used_at', nullable: true })
  usedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
