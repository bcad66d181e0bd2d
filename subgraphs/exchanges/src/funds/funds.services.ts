import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { attestationsOfExchangeLoader } from '../disqualification-attestation/disqualification-attestation.loader';
import { DisqualificationAttestationService } from '../disqualification-attestation/disqualification-attestation.service';
import type { Exchange } from '../exchange/exchange.entity';
import type { ExchangeRights } from '../exchange/exchange.rights';
import type { OwnParticipationsOf } from '../exchange-participant/exchange-participant.loader';
import { fundAccountLoader, fundAccountOfExchangeLoader } from '../fund-account/fund-account.loader';
import { FundAccountService } from '../fund-account/fund-account.service';
import { authorisationsOfReleaseLoader } from '../fund-authorisation/fund-authorisation.loader';
import { entriesOfExchangePages, fundEntryLoader, reversalLoader } from '../fund-entry/fund-entry.loader';
import { FundEntryService } from '../fund-entry/fund-entry.service';
import { FundLedger } from '../fund-entry/fund-ledger';
import { reconciliationsOfAccountLoader } from '../fund-reconciliation/fund-reconciliation.loader';
import { FundReconciliationService } from '../fund-reconciliation/fund-reconciliation.service';
import { fundReleaseLoader, releasesOfExchangePages } from '../fund-release/fund-release.loader';
import { FundReleaseService } from '../fund-release/fund-release.service';
import { worksheetsOfExchangePages } from '../gain-worksheet/gain-worksheet.loader';
import { GainWorksheetService } from '../gain-worksheet/gain-worksheet.service';
import { relatedPartiesOfExchangeLoader, relatedPartyLoader } from '../related-party/related-party.loader';
import { RelatedPartyService } from '../related-party/related-party.service';
import { taxpayerIdentityLoader, taxpayersOfExchangeLoader } from '../taxpayer-identity/taxpayer-identity.loader';
import { TaxpayerIdentityService } from '../taxpayer-identity/taxpayer-identity.service';
import { FundsRights } from './funds.rights';
import { type FundsTools, todayIn } from './funds.tools';

/** Batched reads of money and taxes. */
export const fundsLoaders = (scope: RequestScope) => ({
  fundAccount: fundAccountLoader(scope),
  accountOfExchange: fundAccountOfExchangeLoader(scope),
  fundEntry: fundEntryLoader(scope),
  reversal: reversalLoader(scope),
  fundRelease: fundReleaseLoader(scope),
  authorisationsOfRelease: authorisationsOfReleaseLoader(scope),
  reconciliationsOfAccount: reconciliationsOfAccountLoader(scope),
  relatedParty: relatedPartyLoader(scope),
  relatedPartiesOfExchange: relatedPartiesOfExchangeLoader(scope),
  attestationsOfExchange: attestationsOfExchangeLoader(scope),
  taxpayerIdentity: taxpayerIdentityLoader(scope),
  taxpayersOfExchange: taxpayersOfExchangeLoader(scope),
});

/** Lists of money and taxes, page by page. */
export const fundsPages = (scope: RequestScope) => ({
  entriesOfExchange: entriesOfExchangePages(scope),
  releasesOfExchange: releasesOfExchangePages(scope),
  worksheetsOfExchange: worksheetsOfExchangePages(scope),
});

/** What the services of money and taxes work with. */
interface FundsParts {
  readonly scope: RequestScope;
  readonly events: Events;
  readonly rights: ExchangeRights;
  readonly tools: FundsTools;
  readonly loaders: ReturnType<typeof fundsLoaders> & {
    readonly exchange: LoaderById<Exchange>;
    readonly ownParticipations: OwnParticipationsOf;
  };
}

/** All operations on money and taxes. */
export const fundsServices = ({ scope, events, rights, tools, loaders }: FundsParts) => {
  const { exchange, accountOfExchange } = loaders;
  const fundsRights = new FundsRights(scope, loaders.ownParticipations);
  const ledger = new FundLedger(scope, events);
  const releases = {
    release: loaders.fundRelease,
    exchange,
    accountOfExchange,
    authorisations: loaders.authorisationsOfRelease,
    rights: fundsRights,
  };
  return {
    fundsRights,
    ledger,
    fundAccounts: new FundAccountService(scope, events, loaders.fundAccount, rights, ledger),
    fundEntries: new FundEntryService(scope, tools, exchange, loaders.fundEntry, loaders.reversal, accountOfExchange, rights, ledger),
    fundReconciliations: new FundReconciliationService(scope, tools, events, accountOfExchange, rights, ledger),
    fundReleases: new FundReleaseService(scope, tools, events, releases, rights, ledger),
    gainWorksheets: new GainWorksheetService(scope, events, rights),
    relatedParties: new RelatedPartyService(scope, events, loaders.relatedParty, rights),
    attestations: new DisqualificationAttestationService(scope, tools, events, rights),
    taxpayerIdentities: new TaxpayerIdentityService(scope, tools, events, loaders.taxpayerIdentity, rights),
    /** The civil date of an exchange that the viewer sees. */
    today: async (exchangeId: string) => todayIn((await exchange.load(exchangeId)) ?? { timeZone: 'America/Los_Angeles' }, tools),
  };
};
