import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { AccessToken } from './access-token.entity';

/** The access tokens that this viewer may know exist: its own; all of them for an administrator. */
export const visibleAccessTokens = (viewer: Viewer): Scope<AccessToken> => (viewer.isAdmin ? {} : { userId: viewer.userId });

/** @throws PlatError FORBIDDEN unless the token is the viewer's own */
export const assertMayRevokeAccessToken = (viewer: Viewer, accessToken: Pick<AccessToken, 'userId'>): void => {
  if (accessToken.userId !== viewer.userId) throw forbidden('Only its owner revokes an access token; shut the user out instead.');
};
