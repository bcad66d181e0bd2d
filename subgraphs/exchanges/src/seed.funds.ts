import type { DemoWorld } from '@plat/shared/demo/demo-world';
import { demoViewer } from '@plat/shared/demo/demo-world';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import type { ExchangesContext } from './context';
import { AgentKind } from './disqualification-attestation/disqualification-attestation.entity';
import { FundArrangement } from './fund-account/fund-account.entity';
import { FundSide } from './fund-authorisation/fund-authorisation.entity';
import { FundEntryKind } from './fund-entry/fund-entry.entity';
import { FundReleasePurpose, FundTransactionCost } from './fund-release/fund-release.entity';
import { RelatedPartyRelationship, RelatedPartySide } from './related-party/related-party.entity';
import { TaxpayerForm, TaxpayerSide } from './taxpayer-identity/taxpayer-identity.entity';

/** Of an exchange of the demo, and on which day the sale closed. */
interface Closed {
  readonly exchangeId: string;
  readonly on: string;
  /** What tells its sub-account from others. */
  readonly round: number;
}

/**
 * The money and the taxes of one exchange: an account with its entries, a commission that both sides authorised and that was
 * paid, a worksheet, and what is known of the people around it.
 */
export async function seedFunds(subgraph: Subgraph, { users }: DemoWorld, { exchangeId, on, round }: Closed): Promise<void> {
  const as = <T>(name: 'coordinator' | 'client', work: (context: ExchangesContext) => Promise<T>): Promise<T> =>
    subgraph.work(demoViewer(users[name]), work);
  const id = await as('coordinator', async (context) => {
    await context.taxpayerIdentities.add({
      exchangeId,
      side: TaxpayerSide.RELINQUISHED,
      vesting: 'Dana Hughes',
      form: TaxpayerForm.INDIVIDUAL,
    });
    await context.fundAccounts.create({
      exchangeId,
      arrangement: FundArrangement.QUALIFIED_INTERMEDIARY,
      holder: 'Cascade Exchange Services',
      institution: 'First Harbor Bank',
      subAccount: `Hughes ${'I'.repeat(round + 1)}`,
      openedOn: on,
    });
    const received = { exchangeId, occurredOn: on };
    await context.fundEntries.add({ ...received, kind: FundEntryKind.PROCEEDS, amount: '402350.00', memo: 'Proceeds of the closing' });
    await context.fundEntries.add({ ...received, kind: FundEntryKind.TAXPAYER_FUNDS, amount: '5000.00', memo: 'Deposit of the client' });
    await context.relatedParties.add({
      exchangeId,
      name: 'Robin Hughes',
      relationship: RelatedPartyRelationship.SIBLING,
      side: RelatedPartySide.BOUGHT_RELINQUISHED,
      lastTransferOn: on,
    });
    await context.attestations.add({
      exchangeId,
      name: 'Harbor Title',
      agentKind: AgentKind.ROUTINE_FINANCIAL_TITLE_ESCROW_OR_TRUST,
      lastServiceOn: on,
      relatedToAgent: false,
      statement: 'Routine title insurance and escrow, and nothing else for the taxpayer.',
      attestedOn: on,
    });
    await context.gainWorksheets.create({ exchangeId, amounts: AMOUNTS });
    const release = await context.fundReleases.create({
      exchangeId,
      amount: '18375.00',
      payee: 'Harbor Realty',
      payeeIsTaxpayer: false,
      purpose: FundReleasePurpose.TRANSACTION_COST,
      costKind: FundTransactionCost.COMMISSION,
      onClosingStatement: true,
    });
    await context.fundReleases.authorise({ id: release.id, side: FundSide.FACILITATOR });
    return release.id;
  });
  await as('client', ({ fundReleases }) => fundReleases.authorise({ id, side: FundSide.TAXPAYER }));
  await as('coordinator', ({ fundReleases }) => fundReleases.pay(id));
}

/** In dollars: a house of 612,500 with a loan of 191,775 for another with a loan of 150,000. */
const AMOUNTS = {
  cashReceived: '0.00',
  otherReceived: '0.00',
  debtRelieved: '191775.00',
  debtAssumed: '150000.00',
  cashPaid: '0.00',
  otherGiven: '0.00',
  expenses: '18375.00',
  fmvReceived: '552350.00',
  adjustedBasis: '240000.00',
  recapture: '0.00',
};
