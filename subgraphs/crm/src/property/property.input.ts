import { DateTimeFilter, DecimalFilter, IdFilter, IntFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { Decimal, Json } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { PropertyStatus } from './property.entity';

export enum PropertyOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  TITLE_ASC = 'TITLE_ASC',
  LISTING_PRICE_ASC = 'LISTING_PRICE_ASC',
  LISTING_PRICE_DESC = 'LISTING_PRICE_DESC',
}
registerEnumType(PropertyOrder, {
  name: 'PropertyOrder',
  description: 'How a list of properties is ordered; rows without the value come last.',
});

@InputType('PropertyFilter', { description: 'Which properties; all conditions must hold.' })
export class PropertyFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By title.' })
  title?: StringFilter;

  @Field(() => [PropertyStatus], { nullable: true, description: 'With one of these statuses.' })
  status?: PropertyStatus[];

  @Field(() => StringFilter, { nullable: true, description: 'By city.' })
  city?: StringFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By state.' })
  state?: StringFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By neighbourhood or area.' })
  location?: StringFilter;

  @Field(() => DecimalFilter, { nullable: true, description: 'By asking price.' })
  listingPrice?: DecimalFilter;

  @Field(() => IntFilter, { nullable: true, description: 'By bedrooms.' })
  bedrooms?: IntFilter;

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when they were added.' })
  createdAt?: DateTimeFilter;
}

@ArgsType()
export class PropertyPageArgs extends PageArgs {
  @Field(() => PropertyFilter, { nullable: true, description: 'Which properties; all that you may see if not given.' })
  filter?: PropertyFilter;

  @Field(() => PropertyOrder, { defaultValue: PropertyOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: PropertyOrder;
}

@InputType('PostalAddressInput', { description: 'Where a property stands.' })
export class PostalAddressInput {
  @Field(() => String, { description: 'Street and number.' })
  line1!: string;

  @Field(() => String, { nullable: true, description: 'Unit, floor or building.' })
  line2?: string | null;

  @Field(() => String, { description: 'The city.' })
  city!: string;

  @Field(() => String, { description: 'The state.' })
  state!: string;

  @Field(() => String, { description: 'The postal code.' })
  zip!: string;
}

@InputType({ description: 'The details of a property.' })
abstract class PropertyDetails {
  @Field(() => String, { nullable: true, description: 'What you call it; at most 255 characters.' })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'The neighbourhood or area, in words.' })
  location?: string | null;

  @Field(() => PropertyStatus, { nullable: true, description: 'Where it is on the market; ACTIVE for a new one.' })
  status?: PropertyStatus;

  @Field(() => Decimal, { nullable: true, description: 'The asking price, in dollars.' })
  listingPrice?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'What you paid, in dollars.' })
  purchasePrice?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'The value after repair, in dollars.' })
  arv?: string | null;

  @Field(() => Int, { nullable: true, description: 'Bedrooms; 0 or more.' })
  bedrooms?: number | null;

  @Field(() => Decimal, { nullable: true, description: 'Bathrooms; half ones count .5.' })
  bathrooms?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Living area, in square feet; more than 0.' })
  sizeSqft?: string | null;

  @Field(() => Int, { nullable: true, description: 'The lot, in square feet; more than 0.' })
  lotSize?: number | null;

  @Field(() => Int, { nullable: true, description: 'The year it was built: 1800 to five years from now.' })
  yearBuilt?: number | null;

  @Field(() => String, { nullable: true, description: 'Its number in the multiple listing service.' })
  mlsId?: string | null;

  @Field(() => String, { nullable: true, description: 'Notes.' })
  notes?: string | null;

  @Field(() => Json, { nullable: true, description: 'Features, free in form.' })
  features?: unknown;

  @Field(() => Json, { nullable: true, description: 'References to papers kept elsewhere.' })
  documentRefs?: unknown;

  @Field(() => Json, { nullable: true, description: 'References to people kept elsewhere.' })
  contactRefs?: unknown;

  @Field(() => Json, { nullable: true, description: 'What happened with it, free in form.' })
  timeline?: unknown;

  @Field(() => Json, { nullable: true, description: 'Whatever else is known, free in form.' })
  metadata?: unknown;
}

@InputType('CreatePropertyInput', { description: 'A new property of yours.' })
export class CreatePropertyInput extends PropertyDetails {
  @Field(() => PostalAddressInput, { description: 'Where it stands.' })
  address!: PostalAddressInput;

  @Field(() => String, { description: 'What it is: house, condominium, land, …; at most 50 characters.' })
  propertyType!: string;
}

@InputType('UpdatePropertyInput', { description: 'What changes in a property; what is left out stays.' })
export class UpdatePropertyInput extends PropertyDetails {
  @Field(() => ID, { description: 'Which property.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => PostalAddressInput, { nullable: true, description: 'Where it stands.' })
  address?: PostalAddressInput;

  @Field(() => String, { nullable: true, description: 'What it is.' })
  propertyType?: string;
}
