import { Json } from '@plat/shared/graphql/scalars';
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { ExchangeParticipantConnection } from '../exchange-participant/exchange-participant.entity';
import { ExchangeParticipantPageArgs } from '../exchange-participant/exchange-participant.input';
import { ExchangePropertyConnection } from '../exchange-property/exchange-property.entity';
import { ExchangePropertyPageArgs } from '../exchange-property/exchange-property.input';
import { Exchange, ExchangeConnection } from './exchange.entity';
import { CreateExchangeInput, ExchangePageArgs, UpdateExchangeInput } from './exchange.input';

const reference = (id: string | null) => (id ? { id } : null);

@Resolver(() => Exchange)
export class ExchangeResolver {
  @Query(() => Exchange, { nullable: true, description: 'An exchange by id; null when there is none that you may see.' })
  exchange(@Arg('id', () => ID, { description: 'The id of the exchange.' }) id: string, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchange.load(id);
  }

  @Query(() => ExchangeConnection, {
    nullable: true,
    description: 'Exchanges that you may see: those that you take part in, or all as an administrator.',
  })
  exchanges(@Args(() => ExchangePageArgs) args: ExchangePageArgs, @Ctx() { pages }: ExchangesContext) {
    return pages.exchanges.root(args);
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Whose exchange it is.' })
  clientContact(@Root() { clientContactId }: Exchange) {
    return reference(clientContactId);
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Who coordinates it.' })
  coordinatorContact(@Root() { coordinatorContactId }: Exchange) {
    return reference(coordinatorContactId);
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Who brought it to its stage; null when the service did.' })
  stageChangedBy(@Root() { stageChangedById }: Exchange) {
    return reference(stageChangedById);
  }

  @FieldResolver(() => Json, {
    nullable: true,
    description: 'What moves its deadlines from where the rule puts them; for administrators and its coordinators, null for others.',
  })
  async deadlineOverride(@Root() exchange: Exchange, @Ctx() { exchanges }: ExchangesContext) {
    return (await exchanges.officeFields(exchange))?.deadlineOverride;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The id of its matter in PracticePanther; for administrators and its coordinators, null for others.',
  })
  async ppMatterId(@Root() exchange: Exchange, @Ctx() { exchanges }: ExchangesContext) {
    return (await exchanges.officeFields(exchange))?.ppMatterId;
  }

  @FieldResolver(() => Json, {
    nullable: true,
    description: 'The custom fields of its matter in PracticePanther; for administrators and its coordinators, null for others.',
  })
  async ppCustomFields(@Root() exchange: Exchange, @Ctx() { exchanges }: ExchangesContext) {
    return (await exchanges.officeFields(exchange))?.ppCustomFields;
  }

  @FieldResolver(() => ExchangeParticipantConnection, { nullable: true, description: 'Who takes part in it, and who did.' })
  participants(
    @Root() { id }: Exchange,
    @Args(() => ExchangeParticipantPageArgs) args: ExchangeParticipantPageArgs,
    @Ctx() { pages }: ExchangesContext,
  ) {
    return pages.participantsOfExchange.of(id, args);
  }

  @FieldResolver(() => ExchangePropertyConnection, { nullable: true, description: 'What it gives up, has identified and receives.' })
  properties(
    @Root() { id }: Exchange,
    @Args(() => ExchangePropertyPageArgs) args: ExchangePropertyPageArgs,
    @Ctx() { pages }: ExchangesContext,
  ) {
    return pages.propertiesOfExchange.of(id, args);
  }

  @Mutation(() => Exchange, {
    nullable: true,
    description: 'Opens an exchange for a client: as its coordinator, or as an administrator for one.',
  })
  createExchange(
    @Arg('input', () => CreateExchangeInput, { description: 'The new exchange.' }) input: CreateExchangeInput,
    @Ctx() { exchanges }: ExchangesContext,
  ) {
    return exchanges.create(input);
  }

  @Mutation(() => Exchange, {
    nullable: true,
    description: 'Edits an exchange as its coordinator or as an administrator; deadlines and stage follow.',
  })
  updateExchange(
    @Arg('input', () => UpdateExchangeInput, { description: 'Which exchange, and what changes.' }) input: UpdateExchangeInput,
    @Ctx() { exchanges }: ExchangesContext,
  ) {
    return exchanges.update(input);
  }

  @Mutation(() => Exchange, {
    nullable: true,
    description:
      'Deletes an exchange with its participants and properties, and answers what it was; for administrators. Refused once it has a message, a ledger or a notice. Its papers go to the trash.',
  })
  deleteExchange(
    @Arg('id', () => ID, { description: 'Which exchange.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { exchanges }: ExchangesContext,
  ) {
    return exchanges.delete(id, version);
  }
}
