import type { DatabaseModel } from '@plat/shared/database/data-source';
import { CalendarSyncToken } from './calendar-token/calendar-token.entity';
import { CreateIdentityFunctions1795132800000 } from './migrations/1795132800000-create-identity-functions';
import { CreatePlatformConnections1795132801000 } from './migrations/1795132801000-create-platform-connections';
import { DeliverEvents1795132860000 } from './migrations/1795132860000-deliver-events';
import { CreateCalendarSyncTokens1795132861000 } from './migrations/1795132861000-create-calendar-sync-tokens';
import { MarkDeletions1795132864000 } from './migrations/1795132864000-mark-deletions';
import { PlatformLink } from './platform-link/platform-link.entity';

export const model = {
  entities: [PlatformLink, CalendarSyncToken],
  migrations: [
    CreateIdentityFunctions1795132800000,
    CreatePlatformConnections1795132801000,
    DeliverEvents1795132860000,
    CreateCalendarSyncTokens1795132861000,
    MarkDeletions1795132864000,
  ],
} satisfies DatabaseModel;
