import { ELSEWHERE, onRow, SIGNED_IN, type SweepDeclaration, signedIn, sweepViewers, swept } from '@plat/shared/testing/sweep-declaration';
import { aViewer } from '@plat/shared/testing/viewers';
import { CalendarSyncToken } from '../src/calendar-token/calendar-token.entity';
import { assertMayEditCalendarSyncToken, visibleCalendarSyncTokens } from '../src/calendar-token/calendar-token.policy';
import { PlatformLink } from '../src/platform-link/platform-link.entity';
import { assertMayDeletePlatformLink, assertMayEditPlatformLink, visiblePlatformLinks } from '../src/platform-link/platform-link.policy';
import { schema } from '../src/schema';
import type { TestSync } from './sync.factory';

const platformLink = swept('PlatformLink', PlatformLink, visiblePlatformLinks);
const calendarToken = swept('CalendarSyncToken', CalendarSyncToken, visibleCalendarSyncTokens);

/** Who may what in sync, by its policies; the sweep tries all of it. */
export const sweep: SweepDeclaration<TestSync> = {
  parts: schema,
  types: [platformLink, calendarToken],
  mutations: {
    createPlatformLink: SIGNED_IN,
    updatePlatformLink: onRow(platformLink, assertMayEditPlatformLink),
    deletePlatformLink: onRow(platformLink, assertMayDeletePlatformLink),
    createCalendarSyncToken: signedIn({ names: { 'input.contributorId': ELSEWHERE } }),
    updateCalendarSyncToken: onRow(calendarToken, assertMayEditCalendarSyncToken),
    deleteCalendarSyncToken: onRow(calendarToken, assertMayEditCalendarSyncToken),
  },
  world: async (sync) => {
    const viewers = await sweepViewers(aViewer);
    const [owner, other] = [viewers['the owner'], viewers['another owner']];
    const [own, foreign] = [await sync.platformLink(owner), await sync.platformLink(other)];
    const [calendar, another] = [await sync.calendarToken(owner), await sync.calendarToken(other)];
    return {
      viewers,
      rows: {
        PlatformLink: { own: own.id, foreign: foreign.id },
        CalendarSyncToken: { own: calendar.id, foreign: another.id },
        Contributor: { own: calendar.contributorId, foreign: another.contributorId },
        User: { own: owner.userId, foreign: other.userId },
      },
    };
  },
};
