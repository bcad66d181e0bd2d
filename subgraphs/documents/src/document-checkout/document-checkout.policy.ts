import type { ParticipantPermissionName } from '@plat/shared/access/role-matrix';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import type { Document } from '../document/document.entity';
import type { DocumentOrigin } from '../document/document.enum';

/**
 * Whether the viewer, who may edit the document or administrates, may end what somebody else has checked out.
 * @param held the viewer's active grants on what the document belongs to
 * @throws PlatError FORBIDDEN for an uploader who does not manage the exchange
 */
export const assertMayEndCheckOut = (viewer: Viewer, document: Pick<Document, 'origin'>, held: readonly AccessGrant[]): void => {
  const origin: `${DocumentOrigin}` = document.origin;
  const right: ParticipantPermissionName = 'MANAGE';
  if (viewer.isAdmin || origin !== 'EXCHANGE' || held.some(({ permissions }) => permissions.includes(right))) return;
  throw forbidden('Only those who manage the exchange, and administrators, take over what somebody else has checked out.');
};
