import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { Exchange } from '../exchange/exchange.entity';
import { ParkingArrangement, ParkingArrangementConnection, ParkingCheck } from './parking-arrangement.entity';
import { AddParkingArrangementInput, ParkingArrangementPageArgs, UpdateParkingArrangementInput } from './parking-arrangement.input';
import { parkingChecks } from './parking-arrangement.rules';

@Resolver(() => ParkingArrangement)
export class ParkingArrangementResolver {
  @Query(() => ParkingArrangement, {
    nullable: true,
    description: 'A parking arrangement by id; null when there is none that you may see.',
  })
  parkingArrangement(
    @Arg('id', () => ID, { description: 'The id of the parking arrangement.' }) id: string,
    @Ctx() { loaders }: ExchangesContext,
  ) {
    return loaders.parkingArrangement.load(id);
  }

  @FieldResolver(() => Exchange, { nullable: true, description: 'The exchange.' })
  exchange(@Root() { exchangeId }: ParkingArrangement, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchange.load(exchangeId);
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'The contact of the titleholder, where it has one.' })
  titleholder(@Root() { titleholderId }: ParkingArrangement) {
    return titleholderId ? { id: titleholderId } : null;
  }

  @FieldResolver(() => [ParkingCheck], { description: 'What Rev. Proc. 2000-37 asks of its dates, as of today; it is no tax advice.' })
  async checks(@Root() arrangement: ParkingArrangement, @Ctx() { loaders }: ExchangesContext) {
    const known = await loaders.parking.load(arrangement.exchangeId);
    return known ? parkingChecks({ ...known, arrangement }) : [];
  }

  @Mutation(() => ParkingArrangement, {
    nullable: true,
    description: 'Adds what is parked in an exchange, as its coordinator or as an administrator.',
  })
  addParkingArrangement(
    @Arg('input', () => AddParkingArrangementInput, { description: 'What is parked, with whom, and when.' })
    input: AddParkingArrangementInput,
    @Ctx() { parkingArrangements }: ExchangesContext,
  ) {
    return parkingArrangements.add(input);
  }

  @Mutation(() => ParkingArrangement, {
    nullable: true,
    description: 'Edits a parking arrangement, as the coordinator of the exchange or as an administrator.',
  })
  updateParkingArrangement(
    @Arg('input', () => UpdateParkingArrangementInput, { description: 'Which parking arrangement, and what changes.' })
    input: UpdateParkingArrangementInput,
    @Ctx() { parkingArrangements }: ExchangesContext,
  ) {
    return parkingArrangements.update(input);
  }
}

@Resolver(() => Exchange)
export class ParkingExchangeResolver {
  @FieldResolver(() => ParkingArrangementConnection, { nullable: true, description: 'What is or was parked with titleholders.' })
  parkingArrangements(
    @Root() { id }: Exchange,
    @Args(() => ParkingArrangementPageArgs) args: ParkingArrangementPageArgs,
    @Ctx() { pages }: ExchangesContext,
  ) {
    return pages.parkingOfExchange.of(id, args);
  }
}
