import { DateTime } from '@plat/shared/graphql/scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import { Column, PrimaryGeneratedColumn } from 'typeorm';

/** The columns of what is written once and never edited. */
@ObjectType({ description: 'Something that is written once.' })
export abstract class Recorded {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @Field(() => DateTime, { description: 'When it was written.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
