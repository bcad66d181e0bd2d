import { randomUUID } from 'node:crypto';
import type { Viewer } from '@plat/shared/access/viewer';
import { ELSEWHERE, onRow, type RootRule, type SweptType, swept } from '@plat/shared/testing/sweep-declaration';
import { aViewer } from '@plat/shared/testing/viewers';
import type { EntityManager } from 'typeorm';
import { DisqualificationAttestation } from '../src/disqualification-attestation/disqualification-attestation.entity';
import type { Exchange } from '../src/exchange/exchange.entity';
import type { ExchangeProperty } from '../src/exchange-property/exchange-property.entity';
import { FundAccount } from '../src/fund-account/fund-account.entity';
import { FundAuthorisation, FundSide } from '../src/fund-authorisation/fund-authorisation.entity';
import { FundEntry } from '../src/fund-entry/fund-entry.entity';
import { FundReconciliation } from '../src/fund-reconciliation/fund-reconciliation.entity';
import { FundRelease } from '../src/fund-release/fund-release.entity';
import { assertMayAuthorise, visibleFunds } from '../src/funds/funds.policy';
import { GainWorksheet } from '../src/gain-worksheet/gain-worksheet.entity';
import { RelatedParty } from '../src/related-party/related-party.entity';
import { TaxpayerIdentity } from '../src/taxpayer-identity/taxpayer-identity.entity';
import type { TestExchanges } from './exchanges.factory';
import { fundRows } from './funds.factory';

const account = swept('FundAccount', FundAccount, visibleFunds<FundAccount>);
const entry = swept('FundEntry', FundEntry, visibleFunds<FundEntry>);
const release = swept('FundRelease', FundRelease, visibleFunds<FundRelease>);
const authorisation = swept('FundAuthorisation', FundAuthorisation, visibleFunds<FundAuthorisation>);
const reconciliation = swept('FundReconciliation', FundReconciliation, visibleFunds<FundReconciliation>);
const worksheet = swept('GainWorksheet', GainWorksheet, visibleFunds<GainWorksheet>);
const party = swept('RelatedParty', RelatedParty, visibleFunds<RelatedParty>);
const attestation = swept('DisqualificationAttestation', DisqualificationAttestation, visibleFunds<DisqualificationAttestation>);
const taxpayer = swept('TaxpayerIdentity', TaxpayerIdentity, visibleFunds<TaxpayerIdentity>);

export const fundTypes = [
  account,
  entry,
  release,
  authorisation,
  reconciliation,
  worksheet,
  party,
  attestation,
  taxpayer,
] as unknown as SweptType[];

/** What the rest of the sweep knows of exchanges. */
interface Known {
  readonly exchange: SweptType<Exchange>;
  readonly property: SweptType<ExchangeProperty>;
  readonly manages: (viewer: Viewer, exchangeId: string, db: EntityManager) => Promise<void>;
  readonly partsIn: (viewer: Viewer, exchangeId: string, db: EntityManager) => Promise<Parameters<typeof assertMayAuthorise>[1]>;
}

export const fundMutations = ({ exchange, property, manages, partsIn }: Known): Record<string, RootRule> => {
  const adds = (names: RootRule['names'] = {}): RootRule =>
    onRow(exchange, (viewer, { id }, db) => manages(viewer, id, db), { at: 'input.exchangeId', names });
  const ofExchange = <T extends { id: string; exchangeId: string }>(type: SweptType<T>, names: RootRule['names'] = {}): RootRule =>
    onRow(type, (viewer, { exchangeId }, db) => manages(viewer, exchangeId, db), { names });
  const contact = { 'input.contactId': ELSEWHERE } as const;
  return {
    createFundAccount: adds(),
    updateFundAccount: ofExchange(account),
    addFundEntry: adds(),
    reverseFundEntry: ofExchange(entry),
    addFundReconciliation: adds(),
    createFundRelease: adds({ 'input.exchangePropertyId': property as unknown as SweptType }),
    authoriseFundRelease: {
      ...onRow(release, async (viewer, { exchangeId }, db) =>
        assertMayAuthorise(viewer, viewer.isAdmin ? [] : await partsIn(viewer, exchangeId, db), FundSide.TAXPAYER),
      ),
      variables: () => ({ input: { side: FundSide.TAXPAYER } }),
    },
    payFundRelease: ofExchange(release),
    cancelFundRelease: ofExchange(release),
    createGainWorksheet: adds(),
    addRelatedParty: adds(contact),
    updateRelatedParty: ofExchange(party, contact),
    addDisqualificationAttestation: adds(contact),
    addTaxpayerIdentity: adds(contact),
    updateTaxpayerIdentity: ofExchange(taxpayer, contact),
  };
};

/** Rows of money and taxes of two exchanges. */
export async function fundWorld(service: TestExchanges, exchanges: { own: Exchange; foreign: Exchange }, house: string) {
  const rows = fundRows(service);
  const made = Object.fromEntries(
    await Promise.all(
      Object.entries(exchanges).map(async ([whose, exchange]) => {
        const all = await rows.all(exchange);
        const bought = await rows.release(all.account, {
          amount: '10.00',
          requestedById: randomUUID(),
          ...(whose === 'own' && { exchangePropertyId: house }),
        });
        const facilitator = await rows.authorisation(bought, FundSide.FACILITATOR, aViewer('ADMIN'), { contactId: randomUUID() });
        await rows.authorisation(bought, FundSide.TAXPAYER, aViewer('CLIENT'));
        const { id: releaseId } = bought;
        const paid = await rows.entry(all.account, {
          kind: 'RELEASE' as never,
          debit: '10.00',
          credit: null,
          releaseId,
          recordedById: randomUUID(),
        });
        const back = await rows.entry(all.account, { kind: 'REVERSAL' as never, credit: '10.00', reversesId: paid.id });
        return [whose, { ...all, authorisation: facilitator, bought, back }] as const;
      }),
    ),
  );
  const of = (name: keyof Awaited<ReturnType<ReturnType<typeof fundRows>['all']>> | 'authorisation' | 'bought'): Record<string, string> =>
    Object.fromEntries(Object.entries(made).map(([whose, all]) => [whose, all[name]?.id ?? '']));
  return {
    FundAccount: of('account'),
    FundEntry: of('entry'),
    // One that may be signed, and one that was: only that one has authorisations to be read.
    FundRelease: { ...of('release'), signed: of('bought').own ?? '' },
    FundAuthorisation: of('authorisation'),
    FundReconciliation: of('reconciliation'),
    GainWorksheet: of('worksheet'),
    RelatedParty: of('party'),
    DisqualificationAttestation: of('attestation'),
    TaxpayerIdentity: of('taxpayer'),
  };
}
