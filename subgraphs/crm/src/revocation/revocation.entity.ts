import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What a revocation ends: all tokens of a user, those of one session, or one partner access token. */
export enum RevocationKind {
  USER = 'USER',
  SESSION = 'SESSION',
  TOKEN = 'TOKEN',
}

/** From here on, tokens that were issued before say nothing any more. */
@Entity('revocations')
@Index('revocations_revoked_at_idx', ['revokedAt'])
export class Revocation {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS', primaryKeyConstraintName: 'revocations_pkey' })
  readonly seq!: string;

  @Column({ type: 'enum', enum: RevocationKind, enumName: 'revocation_kind' })
  kind!: RevocationKind;

  /** The id of the user, session or token. */
  @Column({ type: 'uuid', name: 'subject_id' })
  subjectId!: string;

  @Column({ type: 'timestamptz', name: 'revoked_at', default: () => 'now()' })
  revokedAt!: Date;
}
