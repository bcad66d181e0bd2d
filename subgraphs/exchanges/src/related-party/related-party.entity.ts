import { Updatable } from '@plat/shared/database/updatable';
import { CivilDate } from '@plat/shared/graphql/scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';

export enum RelatedPartyRelationship {
  SPOUSE = 'SPOUSE',
  SIBLING = 'SIBLING',
  ANCESTOR = 'ANCESTOR',
  DESCENDANT = 'DESCENDANT',
  ENTITY_OVER_50 = 'ENTITY_OVER_50',
  OTHER_267B_707B = 'OTHER_267B_707B',
}
registerEnumType(RelatedPartyRelationship, {
  name: 'RelatedPartyRelationship',
  description: 'How somebody is related to the taxpayer, by IRC 1031(f)(3), 267(b) and 707(b)(1).',
});

export enum RelatedPartySide {
  BOUGHT_RELINQUISHED = 'BOUGHT_RELINQUISHED',
  SOLD_REPLACEMENT = 'SOLD_REPLACEMENT',
  SWAPPED = 'SWAPPED',
}
registerEnumType(RelatedPartySide, { name: 'RelatedPartySide', description: 'What a related party has to do with the exchange.' });

export enum RelatedPartyException {
  DEATH = 'DEATH',
  INVOLUNTARY_CONVERSION = 'INVOLUNTARY_CONVERSION',
  NO_TAX_AVOIDANCE = 'NO_TAX_AVOIDANCE',
}
registerEnumType(RelatedPartyException, {
  name: 'RelatedPartyException',
  description: 'Why a disposition does not count, by IRC 1031(f)(2).',
});

@Entity('related_parties')
@Index('related_parties_exchange_id_idx', ['exchangeId'])
@Index('related_parties_contact_id_idx', ['contactId'])
@ObjectType('RelatedParty', { description: 'Somebody related to the taxpayer with whom property is exchanged; watched for two years.' })
export class RelatedParty extends Updatable {
  @ForeignKey(() => Exchange, { name: 'related_parties_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Column({ type: 'uuid', name: 'contact_id', nullable: true })
  contactId!: string | null;

  @Field(() => String, { description: 'Who it is.' })
  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Field(() => RelatedPartyRelationship, { description: 'How they are related to the taxpayer.' })
  @Column({ type: 'enum', enum: RelatedPartyRelationship, enumName: 'related_party_relationship' })
  relationship!: RelatedPartyRelationship;

  @Field(() => RelatedPartySide, { description: 'What they have to do with the exchange.' })
  @Column({ type: 'enum', enum: RelatedPartySide, enumName: 'related_party_side' })
  side!: RelatedPartySide;

  @Field(() => CivilDate, { nullable: true, description: 'The day of the last transfer that was part of the exchange.' })
  @Column({ type: 'date', name: 'last_transfer_on', nullable: true })
  lastTransferOn!: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'When either of them disposed of the property received.' })
  @Column({ type: 'date', name: 'disposed_on', nullable: true })
  disposedOn!: string | null;

  @Field(() => RelatedPartyException, { nullable: true, description: 'Why that does not count.' })
  @Column({ type: 'enum', enum: RelatedPartyException, enumName: 'related_party_exception', nullable: true })
  exception!: RelatedPartyException | null;

  @Field(() => String, { nullable: true, description: 'What the exception rests on.' })
  @Column({ type: 'text', nullable: true })
  explanation!: string | null;
}
