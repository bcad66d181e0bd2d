import { Field, ID, InputType, Int } from 'type-graphql';
import { TaxpayerForm, TaxpayerIdKind, TaxpayerSide } from './taxpayer-identity.entity';

@InputType({ description: 'The details of a taxpayer.' })
abstract class TaxpayerDetails {
  @Field(() => ID, { nullable: true, description: 'The contact that it is, where it is one.' })
  contactId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it is disregarded for income tax: a single-member LLC or a revocable trust may be. It is not unless given.',
  })
  isDisregarded?: boolean;

  @Field(() => String, { nullable: true, description: 'Who owns it; needed where it is disregarded. At most 255 characters.' })
  ownerName?: string | null;

  @Field(() => TaxpayerIdKind, { nullable: true, description: 'What kind of number; given with the number.' })
  tinKind?: TaxpayerIdKind | null;

  @Field(() => String, {
    nullable: true,
    description: 'The number, of nine digits. It is encrypted, and nobody reads more than its last four digits again; null takes it away.',
  })
  tin?: string | null;
}

@InputType('AddTaxpayerIdentityInput', { description: 'In whose name property of an exchange is given up or received.' })
export class AddTaxpayerIdentityInput extends TaxpayerDetails {
  @Field(() => ID, { description: 'Which exchange.' })
  exchangeId!: string;

  @Field(() => TaxpayerSide, { description: 'On which side.' })
  side!: TaxpayerSide;

  @Field(() => String, { description: 'The name as title has it; at most 1,000 characters.' })
  vesting!: string;

  @Field(() => TaxpayerForm, { description: 'What that is.' })
  form!: TaxpayerForm;
}

@InputType('UpdateTaxpayerIdentityInput', { description: 'What changes of a taxpayer; what is left out stays.' })
export class UpdateTaxpayerIdentityInput extends TaxpayerDetails {
  @Field(() => ID, { description: 'Which taxpayer.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => TaxpayerSide, { nullable: true, description: 'On which side.' })
  side?: TaxpayerSide;

  @Field(() => String, { nullable: true, description: 'The name as title has it; at most 1,000 characters.' })
  vesting?: string;

  @Field(() => TaxpayerForm, { nullable: true, description: 'What that is.' })
  form?: TaxpayerForm;
}
