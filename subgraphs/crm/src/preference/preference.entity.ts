import { DateTime, Json } from '@plat/shared/graphql/scalars';
import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { User } from '../user/user.entity';

@Entity('user_preferences')
@ObjectType('UserPreference', { description: 'Something that a user chose, for the applications that they use.' })
export class UserPreference {
  @ForeignKey(() => User, { name: 'user_preferences_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'user_preferences_pkey' })
  userId!: string;

  @Field(() => String, { description: 'What it is about: `theme`.' })
  @PrimaryColumn({ type: 'varchar', length: 255, name: 'preference_key', primaryKeyConstraintName: 'user_preferences_pkey' })
  preferenceKey!: string;

  @Field(() => Json, { description: 'What was chosen.' })
  @Column({ type: 'jsonb', name: 'preference_value' })
  preferenceValue!: unknown;

  @Field(() => DateTime, { description: 'When it was first set.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last set.' })
  @Column({ type: 'timestamptz', name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
