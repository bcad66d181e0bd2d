import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Deletions } from '@plat/shared/references/deletion';
import { attestationsOfExchangeLoader } from './disqualification-attestation/disqualification-attestation.loader';
import { DisqualificationAttestationService } from './disqualification-attestation/disqualification-attestation.service';
import {
  exchangeLoader,
  exchangePages,
  exchangesAsClientPages,
  exchangesAsCoordinatorPages,
  exchangesOfPropertyPages,
  exchangesOfUserPages,
} from './exchange/exchange.loader';
import { ExchangeRights } from './exchange/exchange.rights';
import { ExchangeService } from './exchange/exchange.service';
import {
  exchangeParticipantLoader,
  exchangeParticipantPages,
  ownParticipationsLoader,
  participantsOfExchangePages,
  participationsOfContactPages,
} from './exchange-participant/exchange-participant.loader';
import { ExchangeParticipantService } from './exchange-participant/exchange-participant.service';
import {
  exchangePropertiesOfPropertyPages,
  exchangePropertyLoader,
  exchangePropertyPages,
  propertiesOfExchangePages,
} from './exchange-property/exchange-property.loader';
import { ExchangePropertyService } from './exchange-property/exchange-property.service';
import { fundAccountLoader, fundAccountOfExchangeLoader } from './fund-account/fund-account.loader';
import { FundAccountService } from './fund-account/fund-account.service';
import { authorisationsOfReleaseLoader } from './fund-authorisation/fund-authorisation.loader';
import { entriesOfExchangePages, fundEntryLoader, reversalLoader } from './fund-entry/fund-entry.loader';
import { FundEntryService } from './fund-entry/fund-entry.service';
import { FundLedger } from './fund-entry/fund-ledger';
import { reconciliationsOfAccountLoader } from './fund-reconciliation/fund-reconciliation.loader';
import { FundReconciliationService } from './fund-reconciliation/fund-reconciliation.service';
import { fundReleaseLoader, releasesOfExchangePages } from './fund-release/fund-release.loader';
import { FundReleaseService } from './fund-release/fund-release.service';
import { FundsRights } from './funds/funds.rights';
import { type FundsTools, todayIn } from './funds/funds.tools';
import { worksheetsOfExchangePages } from './gain-worksheet/gain-worksheet.loader';
import { GainWorksheetService } from './gain-worksheet/gain-worksheet.service';
import { relatedPartiesOfExchangeLoader, relatedPartyLoader } from './related-party/related-party.loader';
import { RelatedPartyService } from './related-party/related-party.service';
import { taxpayerIdentityLoader, taxpayersOfExchangeLoader } from './taxpayer-identity/taxpayer-identity.loader';
import { TaxpayerIdentityService } from './taxpayer-identity/taxpayer-identity.service';

/** All that a resolver of exchanges may touch, built once for each query and each root field of a mutation. */
export const createContext = (tools: FundsTools) => (scope: RequestScope) => {
  const events = new Events(scope);
  const loaders = {
    exchange: exchangeLoader(scope),
    exchangeParticipant: exchangeParticipantLoader(scope),
    exchangeProperty: exchangePropertyLoader(scope),
    ownParticipations: ownParticipationsLoader(scope),
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
  };
  const pages = {
    exchanges: exchangePages(scope),
    exchangesOfUser: exchangesOfUserPages(scope),
    exchangesOfProperty: exchangesOfPropertyPages(scope),
    exchangesAsClient: exchangesAsClientPages(scope),
    exchangesAsCoordinator: exchangesAsCoordinatorPages(scope),
    exchangeParticipants: exchangeParticipantPages(scope),
    participantsOfExchange: participantsOfExchangePages(scope),
    participationsOfContact: participationsOfContactPages(scope),
    exchangeProperties: exchangePropertyPages(scope),
    propertiesOfExchange: propertiesOfExchangePages(scope),
    exchangePropertiesOfProperty: exchangePropertiesOfPropertyPages(scope),
    entriesOfExchange: entriesOfExchangePages(scope),
    releasesOfExchange: releasesOfExchangePages(scope),
    worksheetsOfExchange: worksheetsOfExchangePages(scope),
  };
  const rights = new ExchangeRights(scope, loaders.exchange, loaders.ownParticipations);
  const exchangeParticipants = new ExchangeParticipantService(scope, events, loaders.exchangeParticipant, rights);
  const fundsRights = new FundsRights(scope, loaders.ownParticipations);
  const ledger = new FundLedger(scope, events);
  const releases = {
    release: loaders.fundRelease,
    exchange: loaders.exchange,
    accountOfExchange: loaders.accountOfExchange,
    authorisations: loaders.authorisationsOfRelease,
    rights: fundsRights,
  };
  return {
    scope,
    loaders,
    pages,
    exchangeParticipants,
    exchanges: new ExchangeService(scope, events, loaders.exchange, rights, exchangeParticipants, new Deletions(scope)),
    exchangeProperties: new ExchangePropertyService(scope, events, loaders.exchangeProperty, rights),
    ledger,
    fundAccounts: new FundAccountService(scope, events, loaders.fundAccount, rights, ledger),
    fundEntries: new FundEntryService(tools, loaders.fundEntry, loaders.reversal, loaders.accountOfExchange, rights, ledger),
    fundReconciliations: new FundReconciliationService(scope, tools, events, loaders.accountOfExchange, rights, ledger),
    fundReleases: new FundReleaseService(scope, tools, events, releases, rights, ledger),
    gainWorksheets: new GainWorksheetService(scope, events, rights),
    relatedParties: new RelatedPartyService(scope, events, loaders.relatedParty, rights),
    attestations: new DisqualificationAttestationService(scope, tools, events, rights),
    taxpayerIdentities: new TaxpayerIdentityService(scope, tools, events, loaders.taxpayerIdentity, rights),
    fundsRights,
    /** The civil date of an exchange that the viewer sees. */
    today: async (exchangeId: string) => todayIn((await loaders.exchange.load(exchangeId)) ?? { timeZone: 'America/Los_Angeles' }, tools),
  };
};

export type ExchangesContext = ReturnType<ReturnType<typeof createContext>>;
