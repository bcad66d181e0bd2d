import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.entity';
import type { CrmContext } from '../context';
import { Client, ClientConnection } from './client.entity';
import { ClientPageArgs, CreateClientInput, UpdateClientInput } from './client.input';

@Resolver(() => Client)
export class ClientResolver {
  @Query(() => Client, { nullable: true, description: 'A client by id; null when there is none that you may see.' })
  client(@Arg('id', () => ID, { description: 'The id of the client.' }) id: string, @Ctx() { loaders }: CrmContext) {
    return loaders.client.load(id);
  }

  @Query(() => ClientConnection, { nullable: true, description: 'Clients that you may see: all with the permission, else yourself.' })
  clients(@Args(() => ClientPageArgs) args: ClientPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.clients.root(args);
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Who the client is in the registry.' })
  contact(@Root() { contactId }: Client, @Ctx() { loaders }: CrmContext) {
    return contactId ? loaders.contact.load(contactId) : null;
  }

  @Mutation(() => Client, { nullable: true, description: 'Makes a client of a contact, or of a name alone.' })
  createClient(
    @Arg('input', () => CreateClientInput, { description: 'The new client.' }) input: CreateClientInput,
    @Ctx() { clients }: CrmContext,
  ) {
    return clients.create(input);
  }

  @Mutation(() => Client, { nullable: true, description: 'Edits a client.' })
  updateClient(
    @Arg('input', () => UpdateClientInput, { description: 'Which client, and what changes.' }) input: UpdateClientInput,
    @Ctx() { clients }: CrmContext,
  ) {
    return clients.update(input);
  }

  @Mutation(() => Client, {
    nullable: true,
    description:
      'Deletes a client, with the permission client:delete, and answers what it was; refused while it has projects. The contact stays.',
  })
  deleteClient(
    @Arg('id', () => ID, { description: 'Which client.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { clients }: CrmContext,
  ) {
    return clients.delete(id, version);
  }
}
