import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { CalendarSyncToken } from './calendar-token.entity';

/** The calendar tokens that this viewer may know exist: its own; all of them for an administrator, who reads no token either. */
export const visibleCalendarSyncTokens = (viewer: Viewer): Scope<CalendarSyncToken> => (viewer.isAdmin ? {} : { userId: viewer.userId });

/** Whether this viewer connects calendars for contributors that somebody else is; everybody for the one that they are. */
export const mayConnectForOthers = (viewer: Viewer): boolean => viewer.can('contributor:write');

/** @throws PlatError FORBIDDEN unless the calendar token is the viewer's own; administrators read only */
export const assertMayEditCalendarSyncToken = (viewer: Viewer, token: Pick<CalendarSyncToken, 'userId'>): void => {
  if (token.userId !== viewer.userId) throw forbidden('Only its owner edits and deletes a calendar token.');
};
