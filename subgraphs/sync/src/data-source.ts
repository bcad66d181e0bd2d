import type { DatabaseModel } from '@plat/shared/database/data-source';
import { CalendarSyncToken } from './calendar-token/calendar-token.entity';
import { CreateIdentityFunctions1795132800000 } from './migrations/1795132800000-create-identity-functions';
import { CreatePlatformConnections1795132801000 } from './migrations/1795132801000-create-platform-connections';
import { DeliverEvents1795132860000 } from './migrations/1795132860000-deliver-events';
import { CreateCalendarSyncTokens1795132861000 } from './migrations/1795132861000-create-calendar-sync-tokens';
import { CreateIdempotencyKeys1795132862002 } from './migrations/1795132862002-create-idempotency-keys';
import { GuardReferences1795132863000 } from './migrations/1795132863000-guard-references';
import { MarkDeletions1795132864000 } from './migrations/1795132864000-mark-deletions';
import { FindLastEvent1795132867000 } from './migrations/1795132867000-find-last-event';
import { FindDueEvents1795132868000 } from './migrations/1795132868000-find-due-events';
import { PlatformLink } from './platform-link/platform-link.entity';

export const model = {
  entities: [PlatformLink, CalendarSyncToken],
  migrations: [
    CreateIdentityFunctions1795132800000,
    CreatePlatformConnections1795132801000,
    DeliverEvents1795132860000,
    CreateCalendarSyncTokens1795132861000,
    CreateIdempotencyKeys1795132862002,
    FindLastEvent1795132867000,
    FindDueEvents1795132868000,
    GuardReferences1795132863000,
    MarkDeletions1795132864000,
  ],
} satisfies DatabaseModel;
