import type { CrmConfig } from './config';

/** The public halves of the keys that sign access tokens, where the gateway looks them up. */
export const publicPaths = ({ jwtKeys }: Pick<CrmConfig, 'jwtKeys'>) => ({
  '/.well-known/jwks.json': async () => ({ keys: jwtKeys.map(({ d: _private, ...jwk }) => ({ ...jwk, use: 'sig', alg: 'ES256' })) }),
});
