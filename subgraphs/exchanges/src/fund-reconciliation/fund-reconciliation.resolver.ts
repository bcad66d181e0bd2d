import { Decimal as DecimalScalar } from '@plat/shared/graphql/scalars';
import { Decimal } from 'decimal.js';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { FundReconciliation } from './fund-reconciliation.entity';
import { AddFundReconciliationInput } from './fund-reconciliation.input';

@Resolver(() => FundReconciliation)
export class FundReconciliationResolver {
  @FieldResolver(() => DecimalScalar, { description: 'What the bank has more than the ledger; below zero what it has less.' })
  difference(@Root() { bankBalance, ledgerBalance }: FundReconciliation): string {
    return new Decimal(bankBalance).minus(ledgerBalance).toFixed(2);
  }

  @FieldResolver(() => Boolean, { description: 'Whether both say the same.' })
  isBalanced(@Root() { bankBalance, ledgerBalance }: FundReconciliation): boolean {
    return new Decimal(bankBalance).eq(ledgerBalance);
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Who laid them side by side.' })
  recordedBy(@Root() { recordedById }: FundReconciliation) {
    return recordedById ? { id: recordedById } : null;
  }

  @Mutation(() => FundReconciliation, {
    nullable: true,
    description:
      'Lays a bank’s statement beside the ledger, as a coordinator of the exchange or as an administrator; a difference is kept and shown.',
  })
  addFundReconciliation(
    @Arg('input', () => AddFundReconciliationInput, { description: 'Which exchange, and what the bank says.' })
    input: AddFundReconciliationInput,
    @Ctx() { fundReconciliations }: ExchangesContext,
  ) {
    return fundReconciliations.add(input);
  }
}
