import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ExchangesContext } from '../context';
import { Document } from '../document/document.stub';
import { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import { PropertyValuation, PropertyValuationConnection } from './property-valuation.entity';
import { AddPropertyValuationInput, PropertyValuationPageArgs, UpdatePropertyValuationInput } from './property-valuation.input';

@Resolver(() => PropertyValuation)
export class PropertyValuationResolver {
  @Query(() => PropertyValuation, { nullable: true, description: 'A valuation by id; null when there is none that you may see.' })
  propertyValuation(@Arg('id', () => ID, { description: 'The id of the valuation.' }) id: string, @Ctx() { loaders }: ExchangesContext) {
    return loaders.propertyValuation.load(id);
  }

  @FieldResolver(() => ExchangeProperty, { nullable: true, description: 'The property of an exchange that is valued.' })
  exchangeProperty(@Root() { exchangePropertyId }: PropertyValuation, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchangeProperty.load(exchangePropertyId);
  }

  @FieldResolver(() => Document, { nullable: true, description: 'The document that says so.' })
  document(@Root() { documentId }: PropertyValuation) {
    return documentId ? { id: documentId } : null;
  }

  @Mutation(() => PropertyValuation, {
    nullable: true,
    description: 'Adds what a property of an exchange is worth on a day, as its coordinator or as an administrator.',
  })
  addPropertyValuation(
    @Arg('input', () => AddPropertyValuationInput, { description: 'Which property, the day, and the value.' })
    input: AddPropertyValuationInput,
    @Ctx() { propertyValuations }: ExchangesContext,
  ) {
    return propertyValuations.add(input);
  }

  @Mutation(() => PropertyValuation, {
    nullable: true,
    description: 'Edits a valuation, as the coordinator of the exchange or as an administrator.',
  })
  updatePropertyValuation(
    @Arg('input', () => UpdatePropertyValuationInput, { description: 'Which valuation, and what changes.' })
    input: UpdatePropertyValuationInput,
    @Ctx() { propertyValuations }: ExchangesContext,
  ) {
    return propertyValuations.update(input);
  }

  @Mutation(() => PropertyValuation, {
    nullable: true,
    description: 'Deletes a valuation, as the coordinator of the exchange or as an administrator, and answers what it was.',
  })
  deletePropertyValuation(
    @Arg('id', () => ID, { description: 'Which valuation.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { propertyValuations }: ExchangesContext,
  ) {
    return propertyValuations.delete(id, version);
  }
}

@Resolver(() => ExchangeProperty)
export class ValuedPropertyResolver {
  @FieldResolver(() => PropertyValuationConnection, { nullable: true, description: 'What it is worth on the days that rules ask for.' })
  valuations(
    @Root() { id }: ExchangeProperty,
    @Args(() => PropertyValuationPageArgs) args: PropertyValuationPageArgs,
    @Ctx() { pages }: ExchangesContext,
  ) {
    return pages.valuationsOfProperty.of(id, args);
  }
}
