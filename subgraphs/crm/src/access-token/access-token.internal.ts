import { PARTNER_TOKEN_PATH, partnerTokenQuestion } from '@plat/shared/access/partner-token';
import { type InternalPaths, internalPath } from '@plat/shared/graphql/internal-path';
import { AccessTokenIdentity } from './access-token.identity';

/** What the gateway alone may ask about access tokens. @param clock what time it is, for expiry */
export const accessTokenPaths = (clock: () => Date): InternalPaths => ({
  [PARTNER_TOKEN_PATH]: internalPath({
    method: 'POST',
    callers: ['gateway'],
    schema: partnerTokenQuestion,
    answer: async ({ hash }, { asSystem }) => ({ token: await new AccessTokenIdentity(asSystem, clock).find(hash) }),
  }),
});
