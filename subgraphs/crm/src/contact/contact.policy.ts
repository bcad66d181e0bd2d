import type { ContactTie } from '@plat/shared/access/contact-ties';
import { isNull, none, type Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { Contact } from './contact.entity';

/** The contacts that this viewer may know exist: its own, itself, and for staff the shared registry. */
export const visibleContacts = (viewer: Viewer): Scope<Contact> => {
  if (viewer.isAdmin) return {};
  return [
    { ownerUserId: viewer.userId },
    ...(viewer.contactId ? [{ id: viewer.contactId }] : []),
    ...(viewer.isStaff ? [{ ownerUserId: isNull<string>() }] : []),
  ];
};

/** @throws PlatError FORBIDDEN unless the contact is the viewer's own, or shared and the viewer is staff */
export const assertMayEditContact = (viewer: Viewer, contact: Pick<Contact, 'ownerUserId'>): void => {
  const mayEdit = contact.ownerUserId === viewer.userId || viewer.isAdmin || (contact.ownerUserId === null && viewer.isStaff);
  if (!mayEdit) throw forbidden('Only its owner edits this contact, and staff the shared registry.');
};

/** @throws PlatError FORBIDDEN unless the contact is the viewer's own, or the viewer is an administrator: staff archives */
export const assertMayDeleteContact = (viewer: Viewer, contact: Pick<Contact, 'ownerUserId'>): void => {
  if (contact.ownerUserId !== viewer.userId && !viewer.isAdmin)
    throw forbidden('Only its owner and administrators delete a contact; archive it instead.');
};

/** @throws PlatError FORBIDDEN unless the viewer is staff */
export const assertMayShareContact = (viewer: Viewer): void => {
  if (!viewer.isStaff) throw forbidden('Only staff adds to the shared registry; leave out `shared` for a contact of your own.');
};

/** The contacts that the viewer may know exist by coordinating an exchange of theirs; private ones stay their owner's. */
export const visibleToCoordinator = ({ coordinates }: ContactTie): Scope<Contact> =>
  coordinates ? { ownerUserId: isNull<string>() } : none();

/**
 * Whoever is invited becomes the contact, in all of its exchanges.
 * @throws PlatError FORBIDDEN unless the viewer is staff and may edit the contact; for one who takes part in an exchange,
 * unless the viewer coordinates it or is an administrator
 */
export const assertMayInviteContact = (viewer: Viewer, contact: Pick<Contact, 'ownerUserId'>, tie: ContactTie): void => {
  if (tie.takesPart) {
    if (!viewer.isAdmin && !tie.coordinates)
      throw forbidden('Whoever takes part in an exchange is invited by its coordinators and administrators.');
    return;
  }
  assertMayEditContact(viewer, contact);
  if (!viewer.isStaff) throw forbidden('Only staff invites contacts.');
};

/**
 * The address says who an invitation makes the contact. Coordinators add whom they like to their exchanges, and so must
 * coordinate all those of the contact: one of several could get the part in the others into their hands.
 * @throws PlatError FORBIDDEN for a contact in an exchange, unless the viewer coordinates all of them or is an administrator
 */
export const assertMayChangeAddress = (viewer: Viewer, tie: ContactTie): void => {
  if (tie.takesPart && !viewer.isAdmin && !tie.coordinatesAll)
    throw forbidden('The addresses of whoever takes part in exchanges are changed by who coordinates all of them, and by administrators.');
};
