import { SecretColumn } from '@plat/shared/database/secret-column';
import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { User } from '../user/user.entity';

/** A device from which a user has signed in; the system's alone. */
@Entity('known_devices')
@Unique('known_devices_token_hash_key', ['tokenHash'])
@Index('known_devices_user_id_last_used_idx', ['userId', 'lastUsed'])
@Check('known_devices_failures_check', 'failures >= 0')
export class KnownDevice {
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => User, { name: 'known_devices_user_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @SecretColumn({ type: 'varchar', length: 255, name: 'token_hash' })
  tokenHash!: string;

  /** Wrong passwords since the last right one. */
  @Column({ type: 'integer', default: 0 })
  failures!: number;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'last_used', default: () => 'now()' })
  lastUsed!: Date;
}
