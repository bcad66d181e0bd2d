import { type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import { type Memberships, mayEditShared, mayRunShared, ownOrShared } from '../workspace/workspace.sharing.policy';
import type { Lead } from './lead.entity';

/** The leads that this viewer may know exist: its own, those of its workspaces; for an administrator all. Deleted ones are nobody's. */
export const visibleLeads = (viewer: Viewer): Scope<Lead> => ownOrShared<Lead>(viewer, { isDeleted: where<boolean>('NOT :column') });

type Place = Pick<Lead, 'userId' | 'workspaceId'>;

/** @throws PlatError FORBIDDEN unless the viewer owns the lead or writes into its workspace; administrators read only */
export const assertMayEditLead = (viewer: Viewer, lead: Place, memberships: Memberships): void => {
  if (!mayEditShared(viewer, lead, memberships)) throw forbidden('Only its owner and editors of its workspace edit a lead.');
};

/** @throws PlatError FORBIDDEN unless the viewer owns the lead or the workspace that shares it */
export const assertMayRunLead = (viewer: Viewer, lead: Place, memberships: Memberships): void => {
  if (!mayRunShared(viewer, lead, memberships)) throw forbidden('Only its owner and owners of its workspace move or delete a lead.');
};
