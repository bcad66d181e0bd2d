import { expect, it } from '@jest/globals';
import { NOTIFICATION_RULES } from '@plat/crm/notification/notification.rules';
import { EVENT_TYPES } from '@plat/shared/events/event-types';

it('each rule of notifications is about an event that some service records', () => {
  expect(NOTIFICATION_RULES.map(({ on }) => on).filter((type) => !EVENT_TYPES.includes(type))).toEqual([]);
});
