import type { SyncContext } from '../context';
import type { CalendarSyncToken } from './calendar-token.entity';

export const resolveCalendarSyncToken = ({ id }: Pick<CalendarSyncToken, 'id'>, { loaders }: SyncContext) =>
  loaders.calendarSyncToken.load(id);
