import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ExchangesContext } from '../context';
import { Exchange } from '../exchange/exchange.entity';
import { Property } from '../property/property.stub';
import { ExchangeProperty, ExchangePropertyConnection } from './exchange-property.entity';
import {
  AddExchangePropertyInput,
  ExchangePropertyPageArgs,
  RecordClosingInput,
  UpdateExchangePropertyInput,
} from './exchange-property.input';

@Resolver(() => ExchangeProperty)
export class ExchangePropertyResolver {
  @Query(() => ExchangeProperty, {
    nullable: true,
    description: 'A property of an exchange by id; null when there is none that you may see.',
  })
  exchangeProperty(
    @Arg('id', () => ID, { description: 'The id of the property of an exchange.' }) id: string,
    @Ctx() { loaders }: ExchangesContext,
  ) {
    return loaders.exchangeProperty.load(id);
  }

  @Query(() => ExchangePropertyConnection, { nullable: true, description: 'Properties of the exchanges that you may see.' })
  exchangeProperties(@Args(() => ExchangePropertyPageArgs) args: ExchangePropertyPageArgs, @Ctx() { pages }: ExchangesContext) {
    return pages.exchangeProperties.root(args);
  }

  @FieldResolver(() => Exchange, { nullable: true, description: 'The exchange.' })
  exchange(@Root() { exchangeId }: ExchangeProperty, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchange.load(exchangeId);
  }

  @FieldResolver(() => Property, {
    nullable: true,
    description: 'The property on the platform; null where it is not one, or not one that you may see.',
  })
  property(@Root() { propertyId }: ExchangeProperty) {
    return propertyId ? { id: propertyId } : null;
  }

  @FieldResolver(() => ExchangeProperty, {
    nullable: true,
    description: 'The larger property of the same exchange that it is incidental to.',
  })
  incidentalTo(@Root() { incidentalToId }: ExchangeProperty, @Ctx() { loaders }: ExchangesContext) {
    return incidentalToId ? loaders.exchangeProperty.load(incidentalToId) : null;
  }

  @Mutation(() => ExchangeProperty, {
    nullable: true,
    description: 'Adds a property to an exchange, as its coordinator or as an administrator.',
  })
  addExchangeProperty(
    @Arg('input', () => AddExchangePropertyInput, { description: 'Which property, and what it is to which exchange.' })
    input: AddExchangePropertyInput,
    @Ctx() { exchangeProperties }: ExchangesContext,
  ) {
    return exchangeProperties.add(input);
  }

  @Mutation(() => ExchangeProperty, {
    nullable: true,
    description: 'Edits a property of an exchange, as its coordinator or as an administrator.',
  })
  updateExchangeProperty(
    @Arg('input', () => UpdateExchangePropertyInput, { description: 'Which property of an exchange, and what changes.' })
    input: UpdateExchangePropertyInput,
    @Ctx() { exchangeProperties }: ExchangesContext,
  ) {
    return exchangeProperties.update(input);
  }

  @Mutation(() => ExchangeProperty, {
    nullable: true,
    description: 'Records that property given up went to its buyer, as the coordinator of the exchange or as an administrator.',
  })
  recordPropertyTransfer(
    @Arg('input', () => RecordClosingInput, { description: 'Which property, the day, and what it was worth.' }) input: RecordClosingInput,
    @Ctx() { exchangeProperties }: ExchangesContext,
  ) {
    return exchangeProperties.recordTransfer(input);
  }

  @Mutation(() => ExchangeProperty, {
    nullable: true,
    description:
      'Records that replacement property was received, as the coordinator of the exchange or as an administrator; refused where it was neither identified in time nor received within the identification period, or after the exchange period.',
  })
  recordPropertyReceipt(
    @Arg('input', () => RecordClosingInput, { description: 'Which property, the day, and what it was worth.' }) input: RecordClosingInput,
    @Ctx() { exchangeProperties }: ExchangesContext,
  ) {
    return exchangeProperties.recordReceipt(input);
  }
}
