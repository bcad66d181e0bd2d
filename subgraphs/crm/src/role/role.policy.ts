import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { Role } from './role.entity';

/** What roles there are is no secret: whoever is signed in reads them all. Who has them is another matter. */
export const everyRole = (): Scope<Role> => ({});

/** @throws PlatError FORBIDDEN unless the viewer is an administrator */
export const assertMayManageRoles = (viewer: Viewer): void => {
  if (!viewer.isAdmin) throw forbidden('Only administrators manage roles.');
};
