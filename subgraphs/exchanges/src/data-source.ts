import type { DatabaseModel } from '@plat/shared/database/data-source';
import { DeadlineEvent } from './deadline-event/deadline-event.entity';
import { DeadlineOverride } from './deadline-override/deadline-override.entity';
import { DeadlineReminder } from './deadline-reminder/deadline-reminder.entity';
import { Exchange } from './exchange/exchange.entity';
import { ExchangeDeadline } from './exchange-deadline/exchange-deadline.entity';
import { ExchangeParticipant } from './exchange-participant/exchange-participant.entity';
import { ExchangeProperty } from './exchange-property/exchange-property.entity';
import { ExchangeStageEvent } from './exchange-stage-event/exchange-stage-event.entity';
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

export const model = {
  entities: [
    Exchange,
    ExchangeParticipant,
    ExchangeProperty,
    ExchangeDeadline,
    DeadlineEvent,
    DeadlineOverride,
    DeadlineReminder,
    ExchangeStageEvent,
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
    CheckFilerTypes1795132880000,
    CreateExchangeDeadlines1795132881000,
    CreateExchangeStageEvents1795132882000,
    CreateDeadlineReminders1795132883000,
  ],
} satisfies DatabaseModel;
