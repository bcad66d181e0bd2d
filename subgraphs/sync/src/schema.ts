import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { resolveCalendarSyncToken } from './calendar-token/calendar-token.reference';
import { CalendarSyncTokenResolver } from './calendar-token/calendar-token.resolver';
import { ContributorResolver } from './contributor/contributor.resolver';
import { resolvePlatformLink } from './platform-link/platform-link.reference';
import { PlatformLinkResolver } from './platform-link/platform-link.resolver';
import { UserResolver } from './user/user.resolver';

/** The public surface of sync. */
export const schema: SchemaParts = {
  resolvers: [PlatformLinkResolver, CalendarSyncTokenResolver, UserResolver, ContributorResolver],
  references: { PlatformLink: resolvePlatformLink, CalendarSyncToken: resolveCalendarSyncToken },
  resources: { PlatformLink: 'platform_link', CalendarSyncToken: 'contributor' },
};
