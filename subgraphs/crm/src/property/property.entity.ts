import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { Decimal, Json } from '@plat/shared/graphql/scalars';
import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { User } from '../user/user.entity';

export enum PropertyStatus {
  ACTIVE = 'ACTIVE',
  UNDER_OFFER = 'UNDER_OFFER',
  SOLD = 'SOLD',
  RENTED = 'RENTED',
}
registerEnumType(PropertyStatus, { name: 'PropertyStatus', description: 'Where a property is on the market.' });

@ObjectType('PostalAddress', { description: 'Where a property stands.' })
export class PostalAddress {
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

/** A column that PostgreSQL derives from the address, so that both forms are always equal. */
const FromAddress = (name: string, key: string, nullable = false) =>
  Column({ type: 'text', name, nullable, generatedType: 'STORED', asExpression: `address->>'${key}'`, insert: false, update: false });

@Entity('properties')
@Index('properties_user_id_idx', ['userId'])
@Index('properties_status_idx', ['status'])
@Index('properties_city_state_idx', ['city', 'state'])
@Index('properties_zip_idx', ['zip'])
@Index('properties_city_state_zip_idx', ['city', 'state', 'zip'])
@Index('properties_user_id_status_idx', ['userId', 'status'])
@Index('properties_user_id_created_at_idx', { synchronize: false })
@Index('properties_user_id_active_idx', { synchronize: false })
@Index('properties_created_at_idx', { synchronize: false })
@Index('properties_search_idx', ['status', 'listingPrice', 'bedrooms', 'location'])
@Check('properties_bedrooms_check', 'bedrooms >= 0')
@Check('properties_bathrooms_check', 'bathrooms >= 0')
@Check('properties_size_sqft_check', 'size_sqft > 0')
@Check('properties_lot_size_check', 'lot_size > 0')
@Check('properties_year_built_check', 'year_built BETWEEN 1800 AND EXTRACT(YEAR FROM CURRENT_DATE)::int + 5')
@ObjectType('Property', { description: 'A piece of real estate that a user owns, sells or watches.' })
@Directive('@key(fields: "id")')
export class Property extends Updatable {
  /** The owner. Rows are private to it; see property.policy.ts. */
  @ForeignKey(() => User, { name: 'properties_user_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @Field(() => String, { nullable: true, description: 'What the owner calls it.' })
  @Column({ type: 'varchar', length: 255, nullable: true })
  title!: string | null;

  @Field(() => PostalAddress, { description: 'Where it stands.' })
  @Column({ type: 'jsonb' })
  address!: PostalAddress;

  @Field(() => String, { description: 'Street and number, as in the address.' })
  @FromAddress('address_line_1', 'line1')
  readonly addressLine1!: string;

  @Field(() => String, { nullable: true, description: 'Unit, floor or building, as in the address.' })
  @FromAddress('address_line_2', 'line2', true)
  readonly addressLine2!: string | null;

  @Field(() => String, { description: 'The city, as in the address.' })
  @FromAddress('city', 'city')
  readonly city!: string;

  @Field(() => String, { description: 'The state, as in the address.' })
  @FromAddress('state', 'state')
  readonly state!: string;

  @Field(() => String, { description: 'The postal code, as in the address.' })
  @FromAddress('zip', 'zip')
  readonly zip!: string;

  @Field(() => String, { nullable: true, description: 'The neighbourhood or area, in words.' })
  @Column({ type: 'text', nullable: true })
  location!: string | null;

  @Field(() => String, { description: 'What it is: house, condominium, land, …' })
  @Column({ type: 'varchar', length: 50, name: 'property_type' })
  propertyType!: string;

  @Field(() => PropertyStatus, { description: 'Where it is on the market.' })
  @Column({ type: 'enum', enum: PropertyStatus, enumName: 'property_status', default: PropertyStatus.ACTIVE })
  status!: PropertyStatus;

  @Field(() => Decimal, { nullable: true, description: 'The asking price, in dollars.' })
  @Column({ type: 'numeric', precision: 15, scale: 2, name: 'listing_price', nullable: true })
  listingPrice!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'What the owner paid, in dollars.' })
  @Column({ type: 'numeric', precision: 12, scale: 2, name: 'purchase_price', nullable: true })
  purchasePrice!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'The value after repair, in dollars.' })
  @Column({ type: 'numeric', precision: 12, scale: 2, nullable: true })
  arv!: string | null;

  @Field(() => Int, { nullable: true, description: 'Bedrooms.' })
  @Column({ type: 'integer', nullable: true })
  bedrooms!: number | null;

  @Field(() => Decimal, { nullable: true, description: 'Bathrooms; half ones count .5.' })
  @Column({ type: 'numeric', precision: 3, scale: 1, nullable: true })
  bathrooms!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Living area, in square feet.' })
  @Column({ type: 'numeric', precision: 10, scale: 2, name: 'size_sqft', nullable: true })
  sizeSqft!: string | null;

  @Field(() => Int, { nullable: true, description: 'The lot, in square feet.' })
  @Column({ type: 'integer', name: 'lot_size', nullable: true })
  lotSize!: number | null;

  @Field(() => Int, { nullable: true, description: 'The year it was built: 1800 to five years from now.' })
  @Column({ type: 'integer', name: 'year_built', nullable: true })
  yearBuilt!: number | null;

  @Field(() => String, { nullable: true, description: 'Its number in the multiple listing service.' })
  @Column({ type: 'text', name: 'mls_id', nullable: true })
  mlsId!: string | null;

  @Field(() => String, { nullable: true, description: 'Notes of the owner.' })
  @Column({ type: 'text', nullable: true })
  notes!: string | null;

  @Field(() => Json, { nullable: true, description: 'Features, free in form.' })
  @Column({ type: 'jsonb', nullable: true })
  features!: unknown;

  @Field(() => Json, {
    nullable: true,
    name: 'documentRefs',
    description: 'References to papers kept elsewhere; documents of the platform are under `documents`.',
  })
  @Column({ type: 'jsonb', name: 'documents', nullable: true })
  documentRefs!: unknown;

  @Field(() => Json, { nullable: true, name: 'contactRefs', description: 'References to people kept elsewhere.' })
  @Column({ type: 'jsonb', name: 'contacts', nullable: true })
  contactRefs!: unknown;

  @Field(() => Json, { nullable: true, description: 'What happened with it, free in form.' })
  @Column({ type: 'jsonb', nullable: true })
  timeline!: unknown;

  @Field(() => Json, { nullable: true, description: 'Whatever else is known, free in form.' })
  @Column({ type: 'jsonb', nullable: true })
  metadata!: unknown;
}

export const PropertyConnection = connectionOf(Property, 'Property', 'properties');
