import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { CivilDate, Decimal } from '@plat/shared/graphql/scalars';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { ExchangeProperty } from '../exchange-property/exchange-property.entity';

export enum ValuationPurpose {
  TRANSFER = 'TRANSFER',
  END_OF_IDENTIFICATION = 'END_OF_IDENTIFICATION',
  RECEIPT = 'RECEIPT',
  END_OF_EXCHANGE = 'END_OF_EXCHANGE',
  IDENTIFIED_AT_RECEIPT = 'IDENTIFIED_AT_RECEIPT',
}
registerEnumType(ValuationPurpose, {
  name: 'ValuationPurpose',
  description:
    'The day for which a value counts: of the transfer, of the receipt, or the last one of a period. IDENTIFIED_AT_RECEIPT is of all that was identified, where less of it was received, on the day of the receipt.',
});

@Entity('property_valuations')
@Index('property_valuations_exchange_property_id_idx', ['exchangePropertyId'])
@Index('property_valuations_document_id_idx', ['documentId'])
@Check('property_valuations_amount_check', 'amount >= 0')
@ObjectType('PropertyValuation', {
  description: 'What the interest in a property of an exchange is worth on a day, in dollars; debts are not taken off.',
})
@Directive('@key(fields: "id")')
export class PropertyValuation extends Updatable {
  @ForeignKey(() => ExchangeProperty, { name: 'property_valuations_exchange_property_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_property_id' })
  exchangePropertyId!: string;

  @Field(() => ValuationPurpose, { description: 'The day for which it counts.' })
  @Column({ type: 'enum', enum: ValuationPurpose, enumName: 'valuation_purpose' })
  purpose!: ValuationPurpose;

  @Field(() => CivilDate, {
    description: 'The day of the value. Of each purpose counts the latest one that is not after the day that the purpose names.',
  })
  @Column({ type: 'date', name: 'as_of' })
  asOf!: string;

  @Field(() => Decimal, { description: 'The fair market value of the interest held, in dollars, without regard to debts.' })
  @Column({ type: 'numeric', precision: 15, scale: 2 })
  amount!: string;

  @Field(() => String, { nullable: true, description: 'Where the value is from: an appraisal, a contract, an estimate.' })
  @Column({ type: 'varchar', length: 255, nullable: true })
  source!: string | null;

  @Column({ type: 'uuid', name: 'document_id', nullable: true })
  documentId!: string | null;
}

export const PropertyValuationConnection = connectionOf(PropertyValuation, 'PropertyValuation', 'valuations');
