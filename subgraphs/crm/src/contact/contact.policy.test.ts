import { describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { FindOperator } from 'typeorm';
import { assertMayEditContact, assertMayInviteContact, assertMayShareContact, visibleContacts } from './contact.policy';

const [user, agent, admin] = [aViewer(), aViewer('AGENT'), aViewer('ADMIN')];
const outsiders = (['CLIENT', 'COORDINATOR', 'THIRD_PARTY', 'AGENCY', 'STANDARD'] as const).map((role) => aViewer(role));
const FORBIDDEN = expect.objectContaining({ code: 'FORBIDDEN' });
const UNAUTHENTICATED = expect.objectContaining({ code: 'UNAUTHENTICATED' });

describe('contacts', () => {
  it('are visible to their owner and to the person itself', () => {
    for (const viewer of [user, ...outsiders])
      expect(visibleContacts(viewer)).toEqual([{ ownerUserId: viewer.userId }, { id: viewer.contactId }]);
    const nameless = aViewer('USER', { contactId: undefined });
    expect(visibleContacts(nameless)).toEqual([{ ownerUserId: nameless.userId }]);
  });

  it('are visible to staff where they have no owner, and all to an administrator', () => {
    for (const viewer of [agent, aViewer('EMPLOYEE'), aViewer('SUPPORT')]) {
      expect(visibleContacts(viewer)).toEqual([
        { ownerUserId: viewer.userId },
        { id: viewer.contactId },
        { ownerUserId: expect.any(FindOperator) },
      ]);
    }
    expect(visibleContacts(admin)).toEqual({});
  });

  it('are edited by their owner, the registry’s by staff, and all by an administrator', () => {
    const [own, foreign, shared] = [{ ownerUserId: user.userId }, { ownerUserId: aViewer().userId }, { ownerUserId: null }];
    expect(() => assertMayEditContact(user, own)).not.toThrow();
    expect(() => assertMayEditContact(user, foreign)).toThrow(FORBIDDEN);
    expect(() => assertMayEditContact(agent, shared)).not.toThrow();
    expect(() => assertMayEditContact(agent, foreign)).toThrow(FORBIDDEN);
    for (const viewer of [user, ...outsiders]) expect(() => assertMayEditContact(viewer, shared)).toThrow(FORBIDDEN);
    for (const contact of [own, foreign, shared]) expect(() => assertMayEditContact(admin, contact)).not.toThrow();
  });

  it('are shared by staff', () => {
    for (const viewer of [agent, admin, aViewer('EMPLOYEE'), aViewer('SUPPORT')]) expect(() => assertMayShareContact(viewer)).not.toThrow();
    for (const viewer of [user, NOBODY, ...outsiders]) expect(() => assertMayShareContact(viewer)).toThrow(FORBIDDEN);
  });

  it('are invited by staff who may edit them', () => {
    const [own, ofAgent, shared] = [{ ownerUserId: user.userId }, { ownerUserId: agent.userId }, { ownerUserId: null }];
    for (const contact of [ofAgent, shared]) expect(() => assertMayInviteContact(agent, contact)).not.toThrow();
    for (const contact of [own, ofAgent, shared]) expect(() => assertMayInviteContact(admin, contact)).not.toThrow();
    expect(() => assertMayInviteContact(agent, own)).toThrow(FORBIDDEN);
    for (const contact of [own, shared]) expect(() => assertMayInviteContact(user, contact)).toThrow(FORBIDDEN);
    for (const viewer of outsiders) expect(() => assertMayInviteContact(viewer, shared)).toThrow(FORBIDDEN);
  });

  it('are nothing to nobody', () => {
    expect(() => visibleContacts(NOBODY)).toThrow(UNAUTHENTICATED);
    expect(() => assertMayEditContact(NOBODY, { ownerUserId: null })).toThrow(UNAUTHENTICATED);
  });
});
