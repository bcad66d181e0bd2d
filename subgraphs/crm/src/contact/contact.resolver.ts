import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Client } from '../client/client.entity';
import type { CrmContext } from '../context';
import { User } from '../user/user.entity';
import { Contact, ContactConnection } from './contact.entity';
import { ContactPageArgs, CreateContactInput, UpdateContactInput } from './contact.input';

@Resolver(() => Contact)
export class ContactResolver {
  @Query(() => Contact, { nullable: true, description: 'A contact by id; null when there is none that you may see.' })
  contact(@Arg('id', () => ID, { description: 'The id of the contact.' }) id: string, @Ctx() { loaders }: CrmContext) {
    return loaders.contact.load(id);
  }

  @Query(() => ContactConnection, { nullable: true, description: 'Contacts that you may see: your own, and the registry as staff.' })
  contacts(@Args(() => ContactPageArgs) args: ContactPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.contacts.root(args);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Whose contact it is; null in the shared registry.' })
  owner(@Root() { ownerUserId }: Contact, @Ctx() { loaders }: CrmContext) {
    return ownerUserId ? loaders.user.load(ownerUserId) : null;
  }

  @FieldResolver(() => Client, { nullable: true, description: 'The client that the contact became.' })
  client(@Root() { id, version }: Contact, @Ctx() { loaders }: CrmContext) {
    return version === undefined ? null : loaders.clientOfContact.load(id); // a card has names, and tells of nothing else
  }

  @Mutation(() => Contact, { nullable: true, description: 'Adds a contact: to your own, or as staff to the shared registry.' })
  createContact(
    @Arg('input', () => CreateContactInput, { description: 'The new contact.' }) input: CreateContactInput,
    @Ctx() { contacts }: CrmContext,
  ) {
    return contacts.create(input);
  }

  @Mutation(() => Contact, { nullable: true, description: 'Edits a contact.' })
  updateContact(
    @Arg('input', () => UpdateContactInput, { description: 'Which contact, and what changes.' }) input: UpdateContactInput,
    @Ctx() { contacts }: CrmContext,
  ) {
    return contacts.update(input);
  }

  @Mutation(() => Contact, {
    nullable: true,
    description: 'Leaves a contact out of lists, and out of invitations and what an address is taken for, until it is restored.',
  })
  archiveContact(
    @Arg('id', () => ID, { description: 'Which contact.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { contacts }: CrmContext,
  ) {
    return contacts.archive(id, version);
  }

  @Mutation(() => Contact, { nullable: true, description: 'Takes an archived contact back into lists.' })
  restoreContact(
    @Arg('id', () => ID, { description: 'Which contact.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { contacts }: CrmContext,
  ) {
    return contacts.restore(id, version);
  }

  @Mutation(() => Contact, {
    nullable: true,
    description:
      'Deletes a contact of yours, or any as an administrator, and answers what it was; refused for who is a client or a user, or takes part in an exchange.',
  })
  deleteContact(
    @Arg('id', () => ID, { description: 'Which contact.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { contacts }: CrmContext,
  ) {
    return contacts.delete(id, version);
  }
}
