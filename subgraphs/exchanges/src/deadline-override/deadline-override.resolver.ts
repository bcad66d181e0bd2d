import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { Document } from '../document/document.stub';
import { Exchange } from '../exchange/exchange.entity';
import { DeadlineOverride } from './deadline-override.entity';
import { LiftExchangeDeadlineOverrideInput, OverrideExchangeDeadlineInput } from './deadline-override.input';
import { DeadlineOverrideBound } from './deadline-override-bound';

@Resolver(() => DeadlineOverride)
export class DeadlineOverrideResolver {
  @FieldResolver(() => Contact, { nullable: true, description: 'Who entered it.' })
  overriddenBy(@Root() { overriddenById }: DeadlineOverride) {
    return overriddenById ? { id: overriddenById } : null;
  }

  @FieldResolver(() => Document, { nullable: true, description: 'The document that has what allows it.' })
  document(@Root() { documentId }: DeadlineOverride) {
    return documentId ? { id: documentId } : null;
  }

  @FieldResolver(() => [DeadlineOverrideBound], {
    description: 'For each deadline that it moves, how far that may go, as the exchange stands today.',
  })
  bounds(@Root() override: DeadlineOverride, @Ctx() { deadlineOverrides }: ExchangesContext) {
    return deadlineOverrides.bounds(override);
  }

  @Mutation(() => Exchange, {
    nullable: true,
    description:
      'Moves deadlines from where the rule puts them, as its coordinator or as an administrator; the computed days are kept beside.',
  })
  overrideExchangeDeadline(
    @Arg('input', () => OverrideExchangeDeadlineInput, { description: 'Which deadlines, to which days, and what allows it.' })
    input: OverrideExchangeDeadlineInput,
    @Ctx() { deadlineOverrides }: ExchangesContext,
  ) {
    return deadlineOverrides.override(input);
  }

  @Mutation(() => Exchange, {
    nullable: true,
    description: 'Puts deadlines back to where the rule has them, as its coordinator or as an administrator.',
  })
  liftExchangeDeadlineOverride(
    @Arg('input', () => LiftExchangeDeadlineOverrideInput, { description: 'Of which exchange, and why.' })
    input: LiftExchangeDeadlineOverrideInput,
    @Ctx() { deadlineOverrides }: ExchangesContext,
  ) {
    return deadlineOverrides.lift(input);
  }
}
