import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { ContactResolver } from './contact/contact.resolver';
import { DisqualificationAttestationResolver } from './disqualification-attestation/disqualification-attestation.resolver';
import { resolveExchange } from './exchange/exchange.reference';
import { ExchangeResolver } from './exchange/exchange.resolver';
import { resolveExchangeParticipant } from './exchange-participant/exchange-participant.reference';
import { ExchangeParticipantResolver } from './exchange-participant/exchange-participant.resolver';
import { resolveExchangeProperty } from './exchange-property/exchange-property.reference';
import { ExchangePropertyResolver } from './exchange-property/exchange-property.resolver';
import { FundAccountResolver } from './fund-account/fund-account.resolver';
import { FundEntryResolver } from './fund-entry/fund-entry.resolver';
import { FundReconciliationResolver } from './fund-reconciliation/fund-reconciliation.resolver';
import { FundAuthorisationResolver, FundReleaseResolver } from './fund-release/fund-release.resolver';
import { ExchangeFundsResolver } from './funds/exchange-funds.resolver';
import { GainWorksheetResolver } from './gain-worksheet/gain-worksheet.resolver';
import { PropertyResolver } from './property/property.resolver';
import { RelatedPartyResolver } from './related-party/related-party.resolver';
import { TaxpayerIdentityResolver } from './taxpayer-identity/taxpayer-identity.resolver';
import { UserResolver } from './user/user.resolver';
import { User } from './user/user.stub';

/** The public surface of exchanges. */
export const schema: SchemaParts = {
  resolvers: [
    ExchangeResolver,
    ExchangeParticipantResolver,
    ExchangePropertyResolver,
    UserResolver,
    ContactResolver,
    PropertyResolver,
    ExchangeFundsResolver,
    FundAccountResolver,
    FundEntryResolver,
    FundReconciliationResolver,
    FundReleaseResolver,
    FundAuthorisationResolver,
    GainWorksheetResolver,
    RelatedPartyResolver,
    DisqualificationAttestationResolver,
    TaxpayerIdentityResolver,
  ],
  orphanedTypes: [User],
  references: { Exchange: resolveExchange, ExchangeParticipant: resolveExchangeParticipant, ExchangeProperty: resolveExchangeProperty },
  resources: { Exchange: 'exchange', ExchangeParticipant: 'exchange', ExchangeProperty: 'exchange' },
};
