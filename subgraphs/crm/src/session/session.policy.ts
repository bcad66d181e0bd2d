import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { UserSession } from './session.entity';

/** The sessions that this viewer may know exist: its own; all of them for an administrator. */
export const visibleSessions = (viewer: Viewer): Scope<UserSession> => (viewer.isAdmin ? {} : { userId: viewer.userId });

/** @throws PlatError FORBIDDEN unless the session is the viewer's own */
export const assertMayEndSession = (viewer: Viewer, session: Pick<UserSession, 'userId'>): void => {
  if (session.userId !== viewer.userId) throw forbidden('Only its user ends a session; an administrator shuts the user out.');
};
