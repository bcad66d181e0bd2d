import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { Notification } from './notification.entity';

/** The notifications that this viewer may know exist: its own, whatever its role. */
export const visibleNotifications = (viewer: Viewer): Scope<Notification> => ({ userId: viewer.userId });

/** Whether the viewer is that user in person: what an inbox holds, and how much, is beyond the scopes of any token. */
export const mayReadInbox = (viewer: Viewer, userId: string): boolean => userId === viewer.userId && !viewer.isToken;
