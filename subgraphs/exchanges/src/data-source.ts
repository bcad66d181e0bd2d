import type { DatabaseModel } from '@plat/shared/database/data-source';
import { Exchange } from './exchange/exchange.entity';
import { ExchangeParticipant } from './exchange-participant/exchange-participant.entity';
import { ExchangeProperty } from './exchange-property/exchange-property.entity';
import { IdentificationVerdict } from './identification/identification-verdict.entity';
import { IdentificationItem } from './identification-notice/identification-item.entity';
import { IdentificationNotice } from './identification-notice/identification-notice.entity';
import { CreateIdentityFunctions1795132800000 } from './migrations/1795132800000-create-identity-functions';
import { CreateExchanges1795132801000 } from './migrations/1795132801000-create-exchanges';
import { CreateExchangeProperties1795132802000 } from './migrations/1795132802000-create-exchange-properties';
import { DeliverEvents1795132860000 } from './migrations/1795132860000-deliver-events';
import { CreateIdempotencyKeys1795132862004 } from './migrations/1795132862004-create-idempotency-keys';
import { GuardReferences1795132863000 } from './migrations/1795132863000-guard-references';
import { MarkDeletions1795132864000 } from './migrations/1795132864000-mark-deletions';
import { FindLastEvent1795132867000 } from './migrations/1795132867000-find-last-event';
import { FindDueEvents1795132868000 } from './migrations/1795132868000-find-due-events';
import { CreatePropertyValuations1795132885000 } from './migrations/1795132885000-create-property-valuations';
import { CreateIdentificationNotices1795132886000 } from './migrations/1795132886000-create-identification-notices';
import { CreateIdentificationVerdicts1795132887000 } from './migrations/1795132887000-create-identification-verdicts';
import { CreateParkingArrangements1795132888000 } from './migrations/1795132888000-create-parking-arrangements';
import { ParkingArrangement } from './parking-arrangement/parking-arrangement.entity';
import { PropertyValuation } from './property-valuation/property-valuation.entity';

export const model = {
  entities: [
    Exchange,
    ExchangeParticipant,
    ExchangeProperty,
    PropertyValuation,
    IdentificationNotice,
    IdentificationItem,
    IdentificationVerdict,
    ParkingArrangement,
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
    CreatePropertyValuations1795132885000,
    CreateIdentificationNotices1795132886000,
    CreateIdentificationVerdicts1795132887000,
    CreateParkingArrangements1795132888000,
  ],
} satisfies DatabaseModel;
