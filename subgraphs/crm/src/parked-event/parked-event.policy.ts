import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';

/** @throws PlatError FORBIDDEN unless the viewer is an administrator */
export const assertMayTendEvents = (viewer: Viewer): void => {
  if (!viewer.isAdmin) throw forbidden('Only administrators look after events.');
};
