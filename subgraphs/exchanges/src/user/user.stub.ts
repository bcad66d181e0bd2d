import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Contact } from '../contact/contact.stub';

@ObjectType('User')
@Directive('@key(fields: "id")')
export class User {
  @Field(() => ID)
  readonly id!: string;

  @Directive('@external')
  @Field(() => Contact, { nullable: true })
  readonly contact!: Contact | null;
}
