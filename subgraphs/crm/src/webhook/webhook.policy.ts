import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { Webhook } from './webhook.entity';

/** The webhooks that this viewer may know exist: its own; all of them for an administrator, who never reads what signs their messages. */
export const visibleWebhooks = (viewer: Viewer): Scope<Webhook> => (viewer.isAdmin ? {} : { userId: viewer.userId });

/** @throws PlatError FORBIDDEN unless the webhook is the viewer's own */
export const assertMayUseWebhook = (viewer: Viewer, webhook: Pick<Webhook, 'userId'>): void => {
  if (webhook.userId !== viewer.userId) throw forbidden('Only its owner edits, tries and deletes a webhook.');
};
