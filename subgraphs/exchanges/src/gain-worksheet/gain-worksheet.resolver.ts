import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { NO_TAX_ADVICE } from '../funds/no-tax-advice';
import { GainWorksheet } from './gain-worksheet.entity';
import { CreateGainWorksheetInput } from './gain-worksheet.input';

@Resolver(() => GainWorksheet)
export class GainWorksheetResolver {
  @FieldResolver(() => Contact, { nullable: true, description: 'Who had it computed.' })
  computedBy(@Root() { computedById }: GainWorksheet) {
    return computedById ? { id: computedById } : null;
  }

  @FieldResolver(() => String, { description: 'That it is no tax advice.' })
  notice(): string {
    return NO_TAX_ADVICE;
  }

  @Mutation(() => GainWorksheet, {
    nullable: true,
    description: 'Computes lines 15 to 25 of Form 8824 as the next revision, as a coordinator of the exchange or as an administrator.',
  })
  createGainWorksheet(
    @Arg('input', () => CreateGainWorksheetInput, { description: 'Which exchange, and the amounts.' }) input: CreateGainWorksheetInput,
    @Ctx() { gainWorksheets }: ExchangesContext,
  ) {
    return gainWorksheets.create(input);
  }
}
