import { CivilDate } from '@plat/shared/graphql/scalars';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ExchangesContext } from '../context';
import { Exchange } from '../exchange/exchange.entity';
import { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import { IdentificationAmount, IdentificationRule, IdentificationVerdict } from './identification-verdict.entity';

const DISCLAIMER =
  'Computed from what is recorded here by 26 CFR 1.1031(k)-1(c). It is arithmetic and no tax advice; ask a tax adviser before you rely on it.';

/** Those that are still there, in the order of their ids. */
const loaded = async (ids: readonly string[], { loaders }: ExchangesContext) =>
  (await loaders.exchangeProperty.loadMany(ids)).filter((one) => one !== null && !(one instanceof Error));

@Resolver(() => IdentificationVerdict)
export class IdentificationVerdictResolver {
  @FieldResolver(() => Boolean, { description: 'Whether the identification period still runs, so that notices may change all of it.' })
  isProvisional(@Root() { arithmetic }: IdentificationVerdict) {
    return arithmetic.isProvisional;
  }

  @FieldResolver(() => CivilDate, { nullable: true, description: 'The last day to identify, on which the values are compared.' })
  identificationEnds(@Root() { arithmetic }: IdentificationVerdict) {
    return arithmetic.identificationEnds;
  }

  @FieldResolver(() => CivilDate, { nullable: true, description: 'The last day to receive, after which the 95 per cent are known.' })
  exchangeEnds(@Root() { arithmetic }: IdentificationVerdict) {
    return arithmetic.exchangeEnds;
  }

  @FieldResolver(() => [IdentificationRule], { description: 'Each rule with its arithmetic.' })
  rules(@Root() { arithmetic }: IdentificationVerdict) {
    return arithmetic.rules;
  }

  @FieldResolver(() => [ExchangeProperty], {
    description: 'What was judged: identified and not revoked in time, or received within the identification period.',
  })
  judged(@Root() { arithmetic }: IdentificationVerdict, @Ctx() context: ExchangesContext) {
    return loaded(arithmetic.judgedIds, context);
  }

  @FieldResolver(() => [ExchangeProperty], {
    description: 'What the law takes as identified: all that was judged; after FAIL what was received within the period alone.',
  })
  identified(@Root() { arithmetic }: IdentificationVerdict, @Ctx() context: ExchangesContext) {
    return loaded(arithmetic.identifiedIds, context);
  }

  @FieldResolver(() => String, { description: 'What the verdict is not.' })
  disclaimer(): string {
    return DISCLAIMER;
  }
}

@Resolver(() => IdentificationAmount)
export class IdentificationAmountResolver {
  @FieldResolver(() => ExchangeProperty, { nullable: true, description: 'Whose value it is; null for the sum that the exchange states.' })
  exchangeProperty(@Root() { exchangePropertyId }: IdentificationAmount, @Ctx() { loaders }: ExchangesContext) {
    return exchangePropertyId ? loaders.exchangeProperty.load(exchangePropertyId) : null;
  }
}

@Resolver(() => Exchange)
export class IdentifyingExchangeResolver {
  @FieldResolver(() => IdentificationVerdict, {
    nullable: true,
    description: 'Whether what it has identified stands, as of today; it is no tax advice.',
  })
  identification(@Root() { id }: Exchange, @Ctx() { loaders }: ExchangesContext) {
    return loaders.identification.load(id);
  }

  @FieldResolver(() => [IdentificationVerdict], {
    nullable: true,
    description: 'What was thought of it after each change, the latest first; at most 100.',
  })
  identificationHistory(@Root() { id }: Exchange, @Ctx() { loaders }: ExchangesContext) {
    return loaders.verdictsOfExchange.load(id);
  }
}
