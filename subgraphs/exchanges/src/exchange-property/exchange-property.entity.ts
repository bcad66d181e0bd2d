import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { CivilDate, DateTime, Decimal } from '@plat/shared/graphql/scalars';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';

export enum ExchangePropertyRole {
  RELINQUISHED = 'RELINQUISHED',
  IDENTIFIED = 'IDENTIFIED',
  REPLACEMENT = 'REPLACEMENT',
}
registerEnumType(ExchangePropertyRole, {
  name: 'ExchangePropertyRole',
  description: 'What a property is to an exchange: given up, identified or received.',
});

@Entity('exchange_properties')
@Index('exchange_properties_exchange_id_idx', ['exchangeId'])
@Index('exchange_properties_property_id_idx', ['propertyId'])
@Check('exchange_properties_percent_interest_check', 'percent_interest > 0 AND percent_interest <= 100')
@ObjectType('ExchangeProperty', {
  description: 'A property that an exchange gives up, has identified or receives; it need not be one that the platform knows.',
})
@Directive('@key(fields: "id")')
export class ExchangeProperty extends Updatable {
  @ForeignKey(() => Exchange, { name: 'exchange_properties_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Column({ type: 'uuid', name: 'property_id', nullable: true })
  propertyId!: string | null;

  @Field(() => ExchangePropertyRole, { description: 'What it is to the exchange.' })
  @Column({ type: 'enum', enum: ExchangePropertyRole, enumName: 'exchange_property_role' })
  role!: ExchangePropertyRole;

  @Field(() => String, { description: 'Which property is meant: its legal description, street address or distinguishable name.' })
  @Column({ type: 'text' })
  description!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it was identified.' })
  @Column({ type: 'timestamptz', name: 'identified_at', nullable: true })
  identifiedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When its identification was revoked.' })
  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  @Field(() => Decimal, { description: 'The interest in it, in per cent: more than 0, at most 100.' })
  @Column({ type: 'numeric', precision: 9, scale: 6, name: 'percent_interest', default: 100 })
  percentInterest!: string;

  @Field(() => CivilDate, { nullable: true, description: 'When it was transferred to its buyer.' })
  @Column({ type: 'date', name: 'transferred_on', nullable: true })
  transferredOn!: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'When it was received.' })
  @Column({ type: 'date', name: 'received_on', nullable: true })
  receivedOn!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Where less or something else was received than was identified: whether it is of the same basic nature and character. A valuation IDENTIFIED_AT_RECEIPT says what all that was identified is worth then.',
  })
  @Column({ type: 'boolean', name: 'is_same_nature', nullable: true })
  isSameNature!: boolean | null;

  @ForeignKey(() => ExchangeProperty, { name: 'exchange_properties_incidental_to_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'uuid', name: 'incidental_to', nullable: true })
  incidentalToId!: string | null;
}

export const ExchangePropertyConnection = connectionOf(ExchangeProperty, 'ExchangeProperty', 'properties of exchanges');
