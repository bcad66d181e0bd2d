import { badInput } from '@plat/shared/errors/plat-error';
import { CivilDate, Decimal as DecimalScalar } from '@plat/shared/graphql/scalars';
import { Decimal } from 'decimal.js';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ExchangesContext } from '../context';
import { Exchange } from '../exchange/exchange.entity';
import { FundReconciliation } from '../fund-reconciliation/fund-reconciliation.entity';
import { FundAccount } from './fund-account.entity';
import { CreateFundAccountInput, UpdateFundAccountInput } from './fund-account.input';
import { FundStatement } from './fund-statement';

@Resolver(() => FundAccount)
export class FundAccountResolver {
  @Query(() => FundAccount, { nullable: true, description: 'An account by id; null when there is none that you may see.' })
  fundAccount(@Arg('id', () => ID, { description: 'The id of the account.' }) id: string, @Ctx() { loaders }: ExchangesContext) {
    return loaders.fundAccount.load(id);
  }

  @FieldResolver(() => Exchange, { nullable: true, description: 'Whose money it holds.' })
  exchange(@Root() { exchangeId }: FundAccount, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchange.load(exchangeId);
  }

  @FieldResolver(() => DecimalScalar, { nullable: true, description: 'What it holds, in dollars, by the ledger.' })
  balance(@Root() { id }: FundAccount, @Ctx() { ledger }: ExchangesContext) {
    return ledger.balance(id);
  }

  @FieldResolver(() => FundStatement, { nullable: true, description: 'What it held, received and paid in a period.' })
  async statement(
    @Root() { id }: FundAccount,
    @Arg('from', () => CivilDate, { description: 'The first day.' }) from: string,
    @Arg('to', () => CivilDate, { description: 'The last day; not before the first.' }) to: string,
    @Ctx() { ledger }: ExchangesContext,
  ): Promise<FundStatement> {
    if (to < from) throw badInput({ to: 'must not be before from' });
    const { opening, received, paid } = await ledger.statement(id, from, to);
    const closingBalance = new Decimal(opening).plus(received).minus(paid).toFixed(2);
    const arithmetic = `${opening} + ${received} − ${paid} = ${closingBalance}`;
    return { from, to, openingBalance: opening, received, paid, closingBalance, arithmetic };
  }

  @FieldResolver(() => [FundReconciliation], {
    nullable: true,
    description: 'Banks’ statements that were laid beside the ledger, the latest first.',
  })
  reconciliations(@Root() { id }: FundAccount, @Ctx() { loaders }: ExchangesContext) {
    return loaders.reconciliationsOfAccount.load(id);
  }

  @Mutation(() => FundAccount, {
    nullable: true,
    description: 'Says where the money of an exchange is held, as its coordinator or as an administrator.',
  })
  createFundAccount(
    @Arg('input', () => CreateFundAccountInput, { description: 'Which exchange, and where.' }) input: CreateFundAccountInput,
    @Ctx() { fundAccounts }: ExchangesContext,
  ) {
    return fundAccounts.create(input);
  }

  @Mutation(() => FundAccount, {
    nullable: true,
    description: 'Edits or closes an account, as a coordinator of its exchange or as an administrator.',
  })
  updateFundAccount(
    @Arg('input', () => UpdateFundAccountInput, { description: 'Which account, and what changes.' }) input: UpdateFundAccountInput,
    @Ctx() { fundAccounts }: ExchangesContext,
  ) {
    return fundAccounts.update(input);
  }
}
