import { SecretColumn } from '@plat/shared/database/secret-column';
import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { User } from '../user/user.entity';

@Entity('access_tokens')
@Unique('access_tokens_token_hash_key', ['tokenHash'])
@Index('access_tokens_user_id_idx', ['userId'])
@Index('access_tokens_user_id_created_at_idx', { synchronize: false })
@ObjectType('AccessToken', {
  description:
    'A token by which a script or a partner asks in the name of a user, as far as its scopes go. The token itself is shown once.',
})
@Directive('@key(fields: "id")')
export class AccessToken extends Updatable {
  /** The owner. Rows are private to it; see access-token.policy.ts. */
  @ForeignKey(() => User, { name: 'access_tokens_user_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @Field(() => String, { description: 'What the owner calls it.' })
  @Column({ type: 'varchar', length: 255 })
  name!: string;

  /** SHA-256 of the token, in base64url. No request reads it back; the system looks tokens up by it. */
  @SecretColumn({ type: 'varchar', length: 255, name: 'token_hash', select: false })
  tokenHash!: string;

  @Field(() => [String], { description: 'What it may do at most: names of permissions, sorted. It never does more than its owner may.' })
  @Column({ type: 'text', array: true })
  scopes!: string[];

  @Field(() => DateTime, { description: 'From when on it is worth nothing.' })
  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was last used, to about a minute; set by the server.' })
  @Column({ type: 'timestamptz', name: 'last_used', nullable: true })
  lastUsed!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null while it holds.' })
  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}

export const AccessTokenConnection = connectionOf(AccessToken, 'AccessToken', 'access tokens');
