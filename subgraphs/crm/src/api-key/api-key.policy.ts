import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { ApiKey } from './api-key.entity';

/** The API keys that this viewer may know exist: its own; all of them for an administrator, who never reads the key itself. */
export const visibleApiKeys = (viewer: Viewer): Scope<ApiKey> => (viewer.isAdmin ? {} : { userId: viewer.userId });

/** @throws PlatError FORBIDDEN unless the key is the viewer's own */
export const assertMayUseApiKey = (viewer: Viewer, apiKey: Pick<ApiKey, 'userId'>): void => {
  if (apiKey.userId !== viewer.userId) throw forbidden('Only its owner edits, checks, reveals and deletes an API key.');
};
