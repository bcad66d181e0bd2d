import { loaderById, loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { CalendarSyncToken } from './calendar-token.entity';
import type { CalendarSyncTokenOrder } from './calendar-token.input';
import { visibleCalendarSyncTokens } from './calendar-token.policy';

const orderings: Orderings<CalendarSyncToken, CalendarSyncTokenOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  LAST_SYNC_AT_DESC: { by: 'lastSyncAt', direction: 'DESC', nullable: true },
};

export const calendarSyncTokenLoader = (scope: RequestScope) =>
  loaderById((ids) => visibleRows(scope, CalendarSyncToken, visibleCalendarSyncTokens, ids));

export const calendarOfContributorLoader = (scope: RequestScope) =>
  loaderByKey<CalendarSyncToken>('contributorId', (ids) =>
    visibleRows(scope, CalendarSyncToken, visibleCalendarSyncTokens, ids, 'contributorId'),
  );

export const calendarSyncTokenPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'calendarSyncTokens', entity: CalendarSyncToken, visible: visibleCalendarSyncTokens, orderings });
