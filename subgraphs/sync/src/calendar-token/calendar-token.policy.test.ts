import { describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { assertMayEditCalendarSyncToken, mayConnectForOthers, visibleCalendarSyncTokens } from './calendar-token.policy';

describe('the policy of calendar tokens', () => {
  const owner = aViewer();
  const token = { userId: owner.userId };

  it('shows everybody their own, staff included, and an administrator all', () => {
    for (const role of ['USER', 'CLIENT', 'SUPPORT', 'AGENT', 'COORDINATOR'] as const) {
      const viewer = aViewer(role);
      expect(visibleCalendarSyncTokens(viewer)).toEqual({ userId: viewer.userId });
    }
    expect(visibleCalendarSyncTokens(aViewer('ADMIN'))).toEqual({});
  });

  it('refuses nobody before it says what is visible', () => {
    expect(() => visibleCalendarSyncTokens(NOBODY)).toThrow('Sign in first.');
  });

  it('lets those who write contributors connect a calendar of any', () => {
    for (const role of ['AGENT', 'EMPLOYEE', 'ADMIN'] as const) expect(mayConnectForOthers(aViewer(role))).toBe(true);
    for (const role of ['USER', 'CLIENT', 'SUPPORT', 'COORDINATOR'] as const) expect(mayConnectForOthers(aViewer(role))).toBe(false);
  });

  it('lets the owner edit, and nobody else', () => {
    expect(() => assertMayEditCalendarSyncToken(owner, token)).not.toThrow();
    for (const viewer of [aViewer(), aViewer('ADMIN')])
      expect(() => assertMayEditCalendarSyncToken(viewer, token)).toThrow('Only its owner');
  });
});
