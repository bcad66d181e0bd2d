import { describe, expect, it } from '@jest/globals';
import { Viewer } from '@plat/shared/access/viewer';
import {
  assertMayAddParticipant,
  assertMayEditParticipant,
  ownParticipations,
  visibleExchangeParticipants,
} from './exchange-participant.policy';

const admin = new Viewer({ userId: 'u', contactId: 'me', role: 'ADMIN' });
const coordinator = new Viewer({ userId: 'u', contactId: 'me', role: 'COORDINATOR' });
const nobody = new Viewer({ userId: 'u' });
const sqlOf = (scope: unknown, column: string) => (scope as Record<string, { getSql: (column: string) => string }>)[column]?.getSql(column);

describe('participants', () => {
  it('are all visible to an administrator, and none to whoever is nobody in the registry', () => {
    expect(visibleExchangeParticipants(admin)).toEqual({});
    expect(sqlOf(visibleExchangeParticipants(nobody), 'id')).toBe('false');
  });

  it('are asked of the active participations with VIEW for others', () => {
    expect(sqlOf(visibleExchangeParticipants(coordinator), 'exchangeId')).toMatch(/contact_id = .* AND p.is_active AND 'VIEW' = ANY/);
  });

  it('count as one’s own only while they are active', () => {
    expect(ownParticipations(coordinator)).toEqual({ contactId: 'me', isActive: true });
    expect(sqlOf(ownParticipations(nobody), 'id')).toBe('false');
  });

  it('are not changed by themselves, not even by an administrator', () => {
    for (const viewer of [admin, coordinator]) {
      expect(() => assertMayEditParticipant(viewer, { contactId: 'me' })).toThrow('Nobody changes their own part');
      expect(() => assertMayEditParticipant(viewer, { contactId: 'other' })).not.toThrow();
    }
  });

  it('are not added by themselves, unless an administrator takes a part', () => {
    expect(() => assertMayAddParticipant(coordinator, { contactId: 'me' })).toThrow('Nobody changes their own part');
    expect(() => assertMayAddParticipant(coordinator, { contactId: 'other' })).not.toThrow();
    expect(() => assertMayAddParticipant(admin, { contactId: 'me' })).not.toThrow();
  });
});
