import type { DatabaseModel } from '@plat/shared/database/data-source';
import { DeadlineEvent } from './deadline-event/deadline-event.entity';
import { DeadlineOverride } from './deadline-override/deadline-override.entity';
import { DeadlineReminder } from './deadline-reminder/deadline-reminder.entity';
import { DisqualificationAttestation } from './disqualification-attestation/disqualification-attestation.entity';
import { Exchange } from './exchange/exchange.entity';
import { ExchangeDeadline } from './exchange-deadline/exchange-deadline.entity';
import { ExchangeMessage } from './exchange-message/exchange-message.entity';
import { ExchangeParticipant } from './exchange-participant/exchange-participant.entity';
import { ExchangeProperty } from './exchange-property/exchange-property.entity';
import { ExchangeStageEvent } from './exchange-stage-event/exchange-stage-event.entity';
import { ExchangeTask } from './exchange-task/exchange-task.entity';
import { FundAccount } from './fund-account/fund-account.entity';
import { FundAuthorisation } from './fund-authorisation/fund-authorisation.entity';
import { FundEntry } from './fund-entry/fund-entry.entity';
import { FundReconciliation } from './fund-reconciliation/fund-reconciliation.entity';
import { FundRelease } from './fund-release/fund-release.entity';
import { GainWorksheet } from './gain-worksheet/gain-worksheet.entity';
import { IdentificationVerdict } from './identification/identification-verdict.entity';
import { IdentificationItem } from './identification-notice/identification-item.entity';
import { IdentificationNotice } from './identification-notice/identification-notice.entity';
import { NoticeJudgement } from './identification-notice/notice-judgement.entity';
import { MessageReceipt } from './message-receipt/message-receipt.entity';
import { MessageRevision } from './message-revision/message-revision.entity';
import { CreateIdentityFunctions1795132800000 } from './migrations/1795132800000-create-identity-functions';
import { CreateExchanges1795132801000 } from './migrations/1795132801000-create-exchanges';
import { CreateExchangeProperties1795132802000 } from './migrations/1795132802000-create-exchange-properties';
import { DeliverEvents1795132860000 } from './migrations/1795132860000-deliver-events';
import { CreateIdempotencyKeys1795132862004 } from './migrations/1795132862004-create-idempotency-keys';
import { GuardReferences1795132863000 } from './migrations/1795132863000-guard-references';
import { MarkDeletions1795132864000 } from './migrations/1795132864000-mark-deletions';
import { FindLastEvent1795132867000 } from './migrations/1795132867000-find-last-event';
import { FindDueEvents1795132868000 } from './migrations/1795132868000-find-due-events';
import { CheckFilerTypes1795132880000 } from './migrations/1795132880000-check-filer-types';
import { CreateExchangeDeadlines1795132881000 } from './migrations/1795132881000-create-exchange-deadlines';
import { CreateExchangeStageEvents1795132882000 } from './migrations/1795132882000-create-exchange-stage-events';
import { CreateDeadlineReminders1795132883000 } from './migrations/1795132883000-create-deadline-reminders';
import { CreatePropertyValuations1795132885000 } from './migrations/1795132885000-create-property-valuations';
import { CreateIdentificationNotices1795132886000 } from './migrations/1795132886000-create-identification-notices';
import { CreateIdentificationVerdicts1795132887000 } from './migrations/1795132887000-create-identification-verdicts';
import { CreateParkingArrangements1795132888000 } from './migrations/1795132888000-create-parking-arrangements';
import { ReferToDocuments1795132889000 } from './migrations/1795132889000-refer-to-documents';
import { CreateFundAccounts1795132890000 } from './migrations/1795132890000-create-fund-accounts';
import { CreateFundReleases1795132891000 } from './migrations/1795132891000-create-fund-releases';
import { CreateFundEntries1795132892000 } from './migrations/1795132892000-create-fund-entries';
import { CreateGainWorksheets1795132893000 } from './migrations/1795132893000-create-gain-worksheets';
import { CreateTaxpayerIdentities1795132894000 } from './migrations/1795132894000-create-taxpayer-identities';
import { CreateMessages1795132895000 } from './migrations/1795132895000-create-messages';
import { SendMessages1795132896000 } from './migrations/1795132896000-send-messages';
import { MarkRead1795132897000 } from './migrations/1795132897000-mark-read';
import { BoundReceipts1795132898000 } from './migrations/1795132898000-bound-receipts';
import { CreateTasks1795132905000 } from './migrations/1795132905000-create-tasks';
import { CountCivilDays1795132905001 } from './migrations/1795132905001-count-civil-days';
import { CreateParticipantEvents1795132905002 } from './migrations/1795132905002-create-participant-events';
import { NameRelief1795132950000 } from './migrations/1795132950000-name-relief';
import { CompareReceipts1795132951000 } from './migrations/1795132951000-compare-receipts';
import { IdentifyParked1795132952000 } from './migrations/1795132952000-identify-parked';
import { JudgeNoticesAgain1795132953000 } from './migrations/1795132953000-judge-notices-again';
import { ConfirmClients1795132954000 } from './migrations/1795132954000-confirm-clients';
import { DateSignedNotices1795132955000 } from './migrations/1795132955000-date-signed-notices';
import { GateReversals1795132956000 } from './migrations/1795132956000-gate-reversals';
import { NoteReturns1795132957000 } from './migrations/1795132957000-note-returns';
import { LookUpOwnExchanges1795132958000 } from './migrations/1795132958000-look-up-own-exchanges';
import { ParkingArrangement } from './parking-arrangement/parking-arrangement.entity';
import { ParticipantEvent } from './participant-event/participant-event.entity';
import { PropertyValuation } from './property-valuation/property-valuation.entity';
import { MessageReadMarker } from './read-marker/read-marker.entity';
import { RelatedParty } from './related-party/related-party.entity';
import { TaxpayerIdentity } from './taxpayer-identity/taxpayer-identity.entity';

export const model = {
  entities: [
    Exchange,
    ExchangeParticipant,
    ExchangeProperty,
    ExchangeTask,
    ExchangeMessage,
    PropertyValuation,
    MessageRevision,
    MessageReceipt,
    MessageReadMarker,
    ExchangeDeadline,
    DeadlineEvent,
    DeadlineOverride,
    DeadlineReminder,
    ExchangeStageEvent,
    IdentificationNotice,
    IdentificationItem,
    NoticeJudgement,
    IdentificationVerdict,
    ParkingArrangement,
    ParticipantEvent,
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
    CreateTasks1795132905000,
    CountCivilDays1795132905001,
    CreateMessages1795132895000,
    CreatePropertyValuations1795132885000,
    SendMessages1795132896000,
    MarkRead1795132897000,
    CheckFilerTypes1795132880000,
    CreateExchangeDeadlines1795132881000,
    CreateExchangeStageEvents1795132882000,
    CreateDeadlineReminders1795132883000,
    CreateIdentificationNotices1795132886000,
    CreateIdentificationVerdicts1795132887000,
    BoundReceipts1795132898000,
    CreateParkingArrangements1795132888000,
    ReferToDocuments1795132889000,
    CreateParticipantEvents1795132905002,
    NameRelief1795132950000,
    CompareReceipts1795132951000,
    IdentifyParked1795132952000,
    JudgeNoticesAgain1795132953000,
    ConfirmClients1795132954000,
    DateSignedNotices1795132955000,
    GateReversals1795132956000,
    NoteReturns1795132957000,
    LookUpOwnExchanges1795132958000,
    CreateFundAccounts1795132890000,
    CreateFundReleases1795132891000,
    CreateFundEntries1795132892000,
    CreateGainWorksheets1795132893000,
    CreateTaxpayerIdentities1795132894000,
  ],
} satisfies DatabaseModel;
