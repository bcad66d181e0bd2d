import { isNull, type Scope } from '@plat/shared/access/scope';
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

/** @throws PlatError FORBIDDEN unless the viewer is staff */
export const assertMayShareContact = (viewer: Viewer): void => {
  if (!viewer.isStaff) throw forbidden('Only staff adds to the shared registry; leave out `shared` for a contact of your own.');
};

/** @throws PlatError FORBIDDEN unless the viewer is staff and may edit the contact */
export const assertMayInviteContact = (viewer: Viewer, contact: Pick<Contact, 'ownerUserId'>): void => {
  assertMayEditContact(viewer, contact);
  if (!viewer.isStaff) throw forbidden('Only staff invites contacts.');
};
