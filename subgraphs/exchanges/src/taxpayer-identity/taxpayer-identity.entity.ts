import { SecretColumn } from '@plat/shared/database/secret-column';
import { Updatable } from '@plat/shared/database/updatable';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';

export enum TaxpayerSide {
  RELINQUISHED = 'RELINQUISHED',
  REPLACEMENT = 'REPLACEMENT',
}
registerEnumType(TaxpayerSide, { name: 'TaxpayerSide', description: 'On which side of the exchange a taxpayer holds title.' });

export enum TaxpayerForm {
  INDIVIDUAL = 'INDIVIDUAL',
  MARRIED_JOINT = 'MARRIED_JOINT',
  SINGLE_MEMBER_LLC = 'SINGLE_MEMBER_LLC',
  REVOCABLE_TRUST = 'REVOCABLE_TRUST',
  PARTNERSHIP = 'PARTNERSHIP',
  CORPORATION = 'CORPORATION',
  TRUST = 'TRUST',
  ESTATE = 'ESTATE',
  OTHER = 'OTHER',
}
registerEnumType(TaxpayerForm, { name: 'TaxpayerForm', description: 'What kind of taxpayer, or of entity, holds title.' });

export enum TaxpayerIdKind {
  SSN = 'SSN',
  ITIN = 'ITIN',
  EIN = 'EIN',
}
registerEnumType(TaxpayerIdKind, { name: 'TaxpayerIdKind', description: 'What kind of taxpayer identification number it is.' });

@Entity('taxpayer_identities')
@Index('taxpayer_identities_exchange_id_idx', ['exchangeId'])
@Index('taxpayer_identities_contact_id_idx', ['contactId'])
@Check('taxpayer_identities_tin_last4_check', `tin_last4 ~ '^[0-9]{4}$'`)
@Check('taxpayer_identities_owner_check', 'NOT is_disregarded OR owner_name IS NOT NULL')
@Check('taxpayer_identities_tin_check', 'num_nulls(tin_kind, tin_last4, tin_ciphertext, nonce, salt) IN (0, 5)')
@ObjectType('TaxpayerIdentity', { description: 'In whose name property is given up or received, and whose number the return bears.' })
export class TaxpayerIdentity extends Updatable {
  @ForeignKey(() => Exchange, { name: 'taxpayer_identities_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Column({ type: 'uuid', name: 'contact_id', nullable: true })
  contactId!: string | null;

  @Field(() => TaxpayerSide, { description: 'On which side.' })
  @Column({ type: 'enum', enum: TaxpayerSide, enumName: 'taxpayer_side' })
  side!: TaxpayerSide;

  @Field(() => String, { description: 'The name as title has it.' })
  @Column({ type: 'text' })
  vesting!: string;

  @Field(() => TaxpayerForm, { description: 'What that is.' })
  @Column({ type: 'enum', enum: TaxpayerForm, enumName: 'taxpayer_form' })
  form!: TaxpayerForm;

  @Field(() => Boolean, { description: 'Whether it is disregarded for income tax, so that its owner is the taxpayer.' })
  @Column({ type: 'boolean', name: 'is_disregarded', default: false })
  isDisregarded!: boolean;

  @Field(() => String, { nullable: true, description: 'Who owns it; the taxpayer, where it is disregarded.' })
  @Column({ type: 'varchar', length: 255, name: 'owner_name', nullable: true })
  ownerName!: string | null;

  @Field(() => TaxpayerIdKind, { nullable: true, description: 'What kind of number the return bears.' })
  @Column({ type: 'enum', enum: TaxpayerIdKind, enumName: 'taxpayer_id_kind', name: 'tin_kind', nullable: true })
  tinKind!: TaxpayerIdKind | null;

  @Field(() => String, { nullable: true, description: 'Its last four digits; the others are never shown.' })
  @SecretColumn({ type: 'varchar', length: 4, name: 'tin_last4', nullable: true })
  tinLast4!: string | null;

  @SecretColumn({ type: 'text', name: 'tin_ciphertext', nullable: true, select: false })
  tinCiphertext!: string | null;

  @SecretColumn({ type: 'text', nullable: true, select: false })
  nonce!: string | null;

  @SecretColumn({ type: 'text', nullable: true, select: false })
  salt!: string | null;
}
