import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, PrimaryGeneratedColumn } from 'typeorm';
import { DateTime } from '../graphql/scalars';

/** The columns of everything that can be edited: its id, the count of its edits, and when it was made and last edited. */
@ObjectType({ description: 'Something that can be edited.' })
export abstract class Updatable {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @Field(() => Int, { description: 'Raised by every edit; send it back with an edit, so that nobody else’s is overwritten.' })
  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last edited.' })
  @Column({ type: 'timestamptz', name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
