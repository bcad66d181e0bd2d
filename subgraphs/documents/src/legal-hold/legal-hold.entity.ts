import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, ObjectType } from 'type-graphql';
import { Check, Column, Entity, Index } from 'typeorm';

@Entity('legal_holds')
@Index('legal_holds_created_at_idx', { synchronize: false })
@Index('legal_holds_exchange_id_created_at_idx', { synchronize: false })
@Index('legal_holds_placed_by_idx', ['placedById'])
@Index('legal_holds_released_by_idx', ['releasedById'])
@Check('legal_holds_release_check', '(released_at IS NULL) = (release_reason IS NULL)')
@ObjectType('LegalHold', { description: 'A matter for which documents have to stay, whoever wants them gone.' })
@Directive('@key(fields: "id")')
export class LegalHold extends Updatable {
  @Field(() => String, { description: 'What it is called.' })
  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Field(() => String, { description: 'Why it was placed.' })
  @Column({ type: 'text' })
  reason!: string;

  /** The one exchange whose documents it may hold; any document without one. */
  @Column({ type: 'uuid', name: 'exchange_id', nullable: true })
  exchangeId!: string | null;

  @Column({ type: 'uuid', name: 'placed_by', nullable: true })
  placedById!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was released; null while it holds.' })
  @Column({ type: 'timestamptz', name: 'released_at', nullable: true })
  releasedAt!: Date | null;

  @Column({ type: 'uuid', name: 'released_by', nullable: true })
  releasedById!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was released.' })
  @Column({ type: 'text', name: 'release_reason', nullable: true })
  releaseReason!: string | null;
}

export const LegalHoldConnection = connectionOf(LegalHold, 'LegalHold', 'legal holds');
