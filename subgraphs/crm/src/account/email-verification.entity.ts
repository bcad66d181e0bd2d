import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { User } from '../user/user.entity';

/** Which address a user has shown to be theirs. It says nothing of a later one. */
@Entity('email_verifications')
export class EmailVerification {
  @ForeignKey(() => User, { name: 'email_verifications_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'email_verifications_pkey' })
  readonly userId!: string;

  @Column({ type: 'varchar', length: 255 })
  email!: string;

  @Column({ type: 'timestamptz', name: 'verified_at' })
  verifiedAt!: Date;
}
