import type { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Deletions } from '@plat/shared/references/deletion';
import { calendarOfContributorLoader, calendarSyncTokenLoader, calendarSyncTokenPages } from './calendar-token/calendar-token.loader';
import { CalendarSyncTokenService } from './calendar-token/calendar-token.service';
import { platformLinkLoader, platformLinkPages, platformLinksOfUserPages } from './platform-link/platform-link.loader';
import { PlatformLinkService } from './platform-link/platform-link.service';

/** All that a resolver of sync may touch, built once for each query and each root field of a mutation. */
export const createContext = (cipher: SecretCipher) => (scope: RequestScope) => ({
  scope,
  loaders: {
    platformLink: platformLinkLoader(scope),
    calendarSyncToken: calendarSyncTokenLoader(scope),
    calendarOfContributor: calendarOfContributorLoader(scope),
  },
  pages: {
    platformLinks: platformLinkPages(scope),
    platformLinksOfUser: platformLinksOfUserPages(scope),
    calendarSyncTokens: calendarSyncTokenPages(scope),
  },
  platformLinks: new PlatformLinkService(scope, new Events(scope), cipher, new Deletions(scope)),
  calendarSyncTokens: new CalendarSyncTokenService(scope, new Events(scope), cipher),
});

export type SyncContext = ReturnType<ReturnType<typeof createContext>>;
