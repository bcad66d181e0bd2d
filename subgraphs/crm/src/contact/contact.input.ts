import { DateTimeFilter, IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { EmailAddress } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { ContactType } from './contact.entity';

export enum ContactOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  LAST_NAME_ASC = 'LAST_NAME_ASC',
}
registerEnumType(ContactOrder, { name: 'ContactOrder', description: 'How a list of contacts is ordered.' });

@InputType('ContactFilter', { description: 'Which contacts; all conditions must hold.' })
export class ContactFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By last name.' })
  lastName?: StringFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By company.' })
  companyName?: StringFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By e-mail address.' })
  email?: StringFilter;

  @Field(() => [ContactType], { nullable: true, description: 'Of one of these types.' })
  type?: ContactType[];

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when they were made.' })
  createdAt?: DateTimeFilter;

  @Field(() => Boolean, { nullable: true, description: 'Whether archived; those that are not, unless given.' })
  archived?: boolean;
}

@ArgsType()
export class ContactPageArgs extends PageArgs {
  @Field(() => ContactFilter, {
    nullable: true,
    description: 'Which contacts; all that you may see and that are not archived, if not given.',
  })
  filter?: ContactFilter;

  @Field(() => ContactOrder, { defaultValue: ContactOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: ContactOrder;
}

@InputType({ description: 'The details of a contact.' })
abstract class ContactDetails {
  @Field(() => String, { nullable: true, description: 'The first name.' })
  firstName?: string | null;

  @Field(() => String, { nullable: true, description: 'The last name.' })
  lastName?: string | null;

  @Field(() => EmailAddress, { nullable: true, description: 'The e-mail address.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'The telephone number; at most 50 characters.' })
  phoneNumber?: string | null;

  @Field(() => String, { nullable: true, description: 'The company.' })
  companyName?: string | null;

  @Field(() => EmailAddress, { nullable: true, description: 'A second address.' })
  alternateEmail?: string | null;
}

@InputType('CreateContactInput', { description: 'A new contact; it needs an e-mail address.' })
export class CreateContactInput extends ContactDetails {
  @Field(() => ContactType, { description: 'What the contact is to the business.' })
  type!: ContactType;

  @Field(() => Boolean, { defaultValue: false, description: 'For the shared registry instead of your own contacts; staff only.' })
  shared!: boolean;
}

@InputType('UpdateContactInput', { description: 'What changes in a contact; what is left out stays.' })
export class UpdateContactInput extends ContactDetails {
  @Field(() => ID, { description: 'Which contact.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => ContactType, { nullable: true, description: 'What the contact is to the business.' })
  type?: ContactType;
}
