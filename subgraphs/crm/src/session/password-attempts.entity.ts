import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { User } from '../user/user.entity';

/** When a signed-in user gave a wrong password where it is asked again; the system's alone. */
@Entity('password_attempts')
export class PasswordAttempts {
  @ForeignKey(() => User, { name: 'password_attempts_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'password_attempts_pkey' })
  readonly userId!: string;

  /** Those of the last hour, the newest last. */
  @Column({ type: 'timestamptz', name: 'attempted_at', array: true })
  attemptedAt!: Date[];
}
