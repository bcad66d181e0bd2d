import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';

/** @throws PlatError FORBIDDEN for who is nobody in the registry, and so has no marker */
export const assertMayMarkMessages = ({ contactId }: Viewer): void => {
  if (!contactId) throw forbidden('Only somebody of the registry marks messages as read.');
};
