import { none, type Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { Client } from './client.entity';

/** The clients that this viewer may know exist: all with the permission, else the one whose login it is. */
export const visibleClients = (viewer: Viewer): Scope<Client> => {
  if (viewer.can('client:read')) return {};
  return viewer.clientId ? { id: viewer.clientId } : none();
};

/** @throws PlatError FORBIDDEN without the permission */
export const assertMayDeleteClients = (viewer: Viewer): void => viewer.assertCan('client:delete');

/** @throws PlatError FORBIDDEN without the permission */
export const assertMayWriteClients = (viewer: Viewer): void => viewer.assertCan('client:write');
