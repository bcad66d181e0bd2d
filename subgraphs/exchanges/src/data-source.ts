import type { DatabaseModel } from '@plat/shared/database/data-source';
import { DisqualificationAttestation } from './disqualification-attestation/disqualification-attestation.entity';
import { Exchange } from './exchange/exchange.entity';
import { ExchangeParticipant } from './exchange-participant/exchange-participant.entity';
import { ExchangeProperty } from './exchange-property/exchange-property.entity';
import { FundAccount } from './fund-account/fund-account.entity';
import { FundAuthorisation } from './fund-authorisation/fund-authorisation.entity';
import { FundEntry } from './fund-entry/fund-entry.entity';
import { FundReconciliation } from './fund-reconciliation/fund-reconciliation.entity';
import { FundRelease } from './fund-release/fund-release.entity';
import { GainWorksheet } from './gain-worksheet/gain-worksheet.entity';
import { CreateIdentityFunctions1795132800000 } from './migrations/1795132800000-create-identity-functions';
import { CreateExchanges1795132801000 } from './migrations/1795132801000-create-exchanges';
import { CreateExchangeProperties1795132802000 } from './migrations/1795132802000-create-exchange-properties';
import { DeliverEvents1795132860000 } from './migrations/1795132860000-deliver-events';
import { CreateIdempotencyKeys1795132862004 } from './migrations/1795132862004-create-idempotency-keys';
import { GuardReferences1795132863000 } from './migrations/1795132863000-guard-references';
import { MarkDeletions1795132864000 } from './migrations/1795132864000-mark-deletions';
import { FindLastEvent1795132867000 } from './migrations/1795132867000-find-last-event';
import { FindDueEvents1795132868000 } from './migrations/1795132868000-find-due-events';
import { CreateFundAccounts1795132890000 } from './migrations/1795132890000-create-fund-accounts';
import { CreateFundReleases1795132891000 } from './migrations/1795132891000-create-fund-releases';
import { CreateFundEntries1795132892000 } from './migrations/1795132892000-create-fund-entries';
import { CreateGainWorksheets1795132893000 } from './migrations/1795132893000-create-gain-worksheets';
import { CreateTaxpayerIdentities1795132894000 } from './migrations/1795132894000-create-taxpayer-identities';
import { RelatedParty } from './related-party/related-party.entity';
import { TaxpayerIdentity } from './taxpayer-identity/taxpayer-identity.entity';

export const model = {
  entities: [
    Exchange,
    ExchangeParticipant,
    ExchangeProperty,
    FundAccount,
    FundRelease,
    FundAuthorisation,
    FundEntry,
    FundReconciliation,
    GainWorksheet,
    RelatedParty,
    DisqualificationAttestation,
    TaxpayerIdentity,
  ],
  migrations: [
    CreateIdentityFunctions1795132800000,
    CreateExchanges1795132801000,
    CreateExchangeProperties1795132802000,
    DeliverEvents1795132860000,
    CreateIdempotencyKeys1795132862004,
    FindLastEvent1795132867000,
    FindDueEvents1795132868000,
    GuardReferences1795132863000,
    MarkDeletions1795132864000,
    CreateFundAccounts1795132890000,
    CreateFundReleases1795132891000,
    CreateFundEntries1795132892000,
    CreateGainWorksheets1795132893000,
    CreateTaxpayerIdentities1795132894000,
  ],
} satisfies DatabaseModel;
