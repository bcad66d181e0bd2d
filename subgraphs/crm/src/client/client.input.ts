import { IdFilter, IntFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { EmailAddress } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { NurtureStatus } from './client.entity';

export enum ClientOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  NAME_ASC = 'NAME_ASC',
  LEAD_SCORE_DESC = 'LEAD_SCORE_DESC',
}
registerEnumType(ClientOrder, { name: 'ClientOrder', description: 'How a list of clients is ordered.' });

@InputType('ClientFilter', { description: 'Which clients; all conditions must hold.' })
export class ClientFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By name.' })
  name?: StringFilter;

  @Field(() => [NurtureStatus], { nullable: true, description: 'With one of these nurture statuses.' })
  nurtureStatus?: NurtureStatus[];

  @Field(() => IntFilter, { nullable: true, description: 'By lead score.' })
  leadScore?: IntFilter;
}

@ArgsType()
export class ClientPageArgs extends PageArgs {
  @Field(() => ClientFilter, { nullable: true, description: 'Which clients; all that you may see if not given.' })
  filter?: ClientFilter;

  @Field(() => ClientOrder, { defaultValue: ClientOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: ClientOrder;
}

@InputType({ description: 'The details of a client.' })
abstract class ClientDetails {
  @Field(() => EmailAddress, { nullable: true, description: 'The e-mail address; the contact’s if not given.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'The telephone number; the contact’s if not given.' })
  phone?: string | null;

  @Field(() => Int, { nullable: true, description: 'How promising the client is.' })
  leadScore?: number | null;

  @Field(() => NurtureStatus, { nullable: true, description: 'How close the client is to buying.' })
  nurtureStatus?: NurtureStatus | null;
}

@InputType('CreateClientInput', { description: 'A new client, made of a contact or of a name alone.' })
export class CreateClientInput extends ClientDetails {
  @Field(() => ID, { nullable: true, description: 'The contact who becomes a client; it lends its name, address and number.' })
  contactId?: string | null;

  @Field(() => String, { nullable: true, description: 'The name; needed where there is no contact.' })
  name?: string | null;
}

@InputType('UpdateClientInput', { description: 'What changes in a client; what is left out stays.' })
export class UpdateClientInput extends ClientDetails {
  @Field(() => ID, { description: 'Which client.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => String, { nullable: true, description: 'The name.' })
  name?: string;
}
