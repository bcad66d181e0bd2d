import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ExchangesContext } from '../context';
import { ExchangeConnection } from '../exchange/exchange.entity';
import { ExchangePageArgs } from '../exchange/exchange.input';
import { ExchangePropertyConnection } from '../exchange-property/exchange-property.entity';
import { ExchangePropertyPageArgs } from '../exchange-property/exchange-property.input';
import { Property } from './property.stub';

@Resolver(() => Property)
export class PropertyResolver {
  @FieldResolver(() => ExchangeConnection, {
    nullable: true,
    description: 'Exchanges that give the property up, have identified or receive it, of those that you may see.',
  })
  exchanges(@Root() { id }: Property, @Args(() => ExchangePageArgs) args: ExchangePageArgs, @Ctx() { pages }: ExchangesContext) {
    return pages.exchangesOfProperty.of(id, args);
  }

  @FieldResolver(() => ExchangePropertyConnection, {
    nullable: true,
    description: 'What the property is to exchanges, of those that you may see.',
  })
  exchangeProperties(
    @Root() { id }: Property,
    @Args(() => ExchangePropertyPageArgs) args: ExchangePropertyPageArgs,
    @Ctx() { pages }: ExchangesContext,
  ) {
    return pages.exchangePropertiesOfProperty.of(id, args);
  }
}
