import { randomUUID } from 'node:crypto';
import { ROLE_PERMISSIONS, type RoleName } from '../access/permissions';
import { type Identity, Viewer } from '../access/viewer';

/** Somebody of this role who is signed in, with the role's own permissions; ids are new unless given. */
export const aViewer = (role: RoleName = 'USER', identity: Partial<Identity> = {}): Viewer =>
  new Viewer({
    userId: randomUUID(),
    sessionId: randomUUID(),
    contactId: randomUUID(),
    role,
    permissions: ROLE_PERMISSIONS[role],
    ...identity,
  });
