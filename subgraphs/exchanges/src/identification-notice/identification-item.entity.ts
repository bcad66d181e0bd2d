import { Decimal } from '@plat/shared/graphql/scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import { IdentificationNotice } from './identification-notice.entity';

export enum DescriptionForm {
  LEGAL_DESCRIPTION = 'LEGAL_DESCRIPTION',
  STREET_ADDRESS = 'STREET_ADDRESS',
  DISTINGUISHABLE_NAME = 'DISTINGUISHABLE_NAME',
}
registerEnumType(DescriptionForm, {
  name: 'DescriptionForm',
  description: 'By what real property is described without ambiguity: 26 CFR 1.1031(k)-1(c)(3).',
});

@Entity('identification_items')
@Unique('identification_items_notice_position_key', ['noticeId', 'position'])
@Index('identification_items_exchange_property_id_idx', ['exchangePropertyId'])
@Check('identification_items_percent_interest_check', 'percent_interest > 0 AND percent_interest <= 100')
@ObjectType('IdentificationItem', { description: 'One property that a notice names.' })
export class IdentificationItem {
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => IdentificationNotice, { name: 'identification_items_notice_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'notice_id' })
  noticeId!: string;

  @Column({ type: 'integer' })
  position!: number;

  @Field(() => String, { description: 'The property in the words of the notice.' })
  @Column({ type: 'text' })
  description!: string;

  @Field(() => DescriptionForm, { description: 'What kind of description it was read as; whether it fits the property, a person says.' })
  @Column({ type: 'enum', enum: DescriptionForm, enumName: 'description_form' })
  form!: DescriptionForm;

  @Field(() => Decimal, { description: 'The interest that is identified, in per cent.' })
  @Column({ type: 'numeric', precision: 9, scale: 6, name: 'percent_interest', default: 100 })
  percentInterest!: string;

  @ForeignKey(() => ExchangeProperty, { name: 'identification_items_exchange_property_id_fkey', onDelete: 'RESTRICT' })
  @Column({ type: 'uuid', name: 'exchange_property_id', nullable: true })
  exchangePropertyId!: string | null;
}
