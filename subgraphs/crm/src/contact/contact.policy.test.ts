import { describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { FindOperator } from 'typeorm';
import {
  assertMayChangeAddress,
  assertMayEditContact,
  assertMayInviteContact,
  assertMayShareContact,
  visibleContacts,
  visibleToCoordinator,
} from './contact.policy';

const [user, agent, admin] = [aViewer(), aViewer('AGENT'), aViewer('ADMIN')];
const outsiders = (['CLIENT', 'COORDINATOR', 'THIRD_PARTY', 'AGENCY', 'STANDARD'] as const).map((role) => aViewer(role));
const FREE = { takesPart: false, coordinates: false, coordinatesAll: false };
const FOREIGN = { ...FREE, takesPart: true };
const ONE_OF_SEVERAL = { ...FOREIGN, coordinates: true };
const ALL = { ...ONE_OF_SEVERAL, coordinatesAll: true };
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
    for (const contact of [ofAgent, shared]) expect(() => assertMayInviteContact(agent, contact, FREE)).not.toThrow();
    for (const contact of [own, ofAgent, shared]) expect(() => assertMayInviteContact(admin, contact, FREE)).not.toThrow();
    expect(() => assertMayInviteContact(agent, own, FREE)).toThrow(FORBIDDEN);
    for (const contact of [own, shared]) expect(() => assertMayInviteContact(user, contact, FREE)).toThrow(FORBIDDEN);
    for (const viewer of outsiders) expect(() => assertMayInviteContact(viewer, shared, FREE)).toThrow(FORBIDDEN);
  });

  it('are invited by its coordinators and administrators if they take part in an exchange', () => {
    const shared = { ownerUserId: null };
    for (const viewer of [admin, aViewer('ADMIN')]) expect(() => assertMayInviteContact(viewer, shared, FOREIGN)).not.toThrow();
    for (const viewer of [user, agent, ...outsiders]) expect(() => assertMayInviteContact(viewer, shared, FOREIGN)).toThrow(FORBIDDEN);
    for (const tie of [ONE_OF_SEVERAL, ALL])
      for (const viewer of [user, agent]) expect(() => assertMayInviteContact(viewer, shared, tie)).not.toThrow();
  });

  it('are visible to the coordinators of their exchanges if they are the registry’s', () => {
    for (const tie of [FREE, FOREIGN]) expect(visibleToCoordinator(tie)).toEqual({ id: expect.any(FindOperator) });
    for (const tie of [ONE_OF_SEVERAL, ALL]) expect(visibleToCoordinator(tie)).toEqual({ ownerUserId: expect.any(FindOperator) });
  });

  it('get another address by administrators, and by who coordinates all of their exchanges', () => {
    for (const viewer of [user, agent, ...outsiders]) {
      for (const tie of [FREE, ALL]) expect(() => assertMayChangeAddress(viewer, tie)).not.toThrow();
      for (const tie of [FOREIGN, ONE_OF_SEVERAL]) expect(() => assertMayChangeAddress(viewer, tie)).toThrow(FORBIDDEN);
    }
    for (const tie of [FREE, FOREIGN, ALL]) expect(() => assertMayChangeAddress(admin, tie)).not.toThrow();
  });

  it('are nothing to nobody', () => {
    expect(() => visibleContacts(NOBODY)).toThrow(UNAUTHENTICATED);
    expect(() => assertMayEditContact(NOBODY, { ownerUserId: null })).toThrow(UNAUTHENTICATED);
  });
});
