import { consequencesSuite } from '@plat/shared/testing/consequences-suite';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestSync } from './sync.factory';

consequencesSuite('sync', startTestSync, {
  'platform_connections.user_id': (sync, userId) => sync.platformLink(aViewer('USER', { userId })),
  'calendar_sync_tokens.user_id': (sync, userId) => sync.calendarToken(aViewer('USER', { userId })),
  'calendar_sync_tokens.contributor_id': (sync, contributorId) => sync.calendarToken(aViewer(), { contributorId }),
});
