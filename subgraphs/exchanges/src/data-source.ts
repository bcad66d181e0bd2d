import type { DatabaseModel } from '@plat/shared/database/data-source';
import { Exchange } from './exchange/exchange.entity';
import { ExchangeMessage } from './exchange-message/exchange-message.entity';
import { ExchangeParticipant } from './exchange-participant/exchange-participant.entity';
import { ExchangeProperty } from './exchange-property/exchange-property.entity';
import { ExchangeTask } from './exchange-task/exchange-task.entity';
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
import { CreateMessages1795132895000 } from './migrations/1795132895000-create-messages';
import { CreateTasks1795132905000 } from './migrations/1795132905000-create-tasks';
import { CountCivilDays1795132905001 } from './migrations/1795132905001-count-civil-days';
import { CreateParticipantEvents1795132905002 } from './migrations/1795132905002-create-participant-events';
import { ParticipantEvent } from './participant-event/participant-event.entity';
import { PropertyValuation } from './property-valuation/property-valuation.entity';

export const model = {
  entities: [Exchange, ExchangeParticipant, ExchangeProperty, ExchangeTask, ParticipantEvent, ExchangeMessage, PropertyValuation],
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
    CreateParticipantEvents1795132905002,
    CreateMessages1795132895000,
    CreatePropertyValuations1795132885000,
  ],
} satisfies DatabaseModel;
