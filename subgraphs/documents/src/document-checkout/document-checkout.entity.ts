import { BigIntScalar, DateTime } from '@plat/shared/graphql/scalars';
import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Document } from '../document/document.entity';

@Entity('document_checkouts')
@Unique('document_checkouts_document_id_key', ['documentId'])
@Index('document_checkouts_holder_user_id_idx', ['holderId'])
@Index('document_checkouts_taken_from_idx', ['takenFromId'])
@ObjectType('DocumentCheckOut', {
  description: 'That somebody works on a document alone: until it ends, nobody else edits it or adds a version.',
})
export class DocumentCheckOut {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'document_checkouts_pkey' })
  readonly id!: string;

  @ForeignKey(() => Document, { name: 'document_checkouts_document_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'document_id' })
  documentId!: string;

  @Column({ type: 'uuid', name: 'holder_user_id' })
  holderId!: string;

  @Field(() => BigIntScalar, { description: 'Rises with every check-out: whoever comes back with a lower one was overtaken.' })
  @Column({ type: 'bigint', name: 'fencing_token' })
  fencingToken!: string;

  @Field(() => DateTime, { description: 'When it ends by itself.' })
  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;

  /** From whom the holder has taken it over. */
  @Column({ type: 'uuid', name: 'taken_from', nullable: true })
  takenFromId!: string | null;

  @Field(() => String, { nullable: true, description: 'What the holder says of it.' })
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Field(() => DateTime, { description: 'Since when.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
