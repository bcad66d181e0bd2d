import { json, readServiceConfig, type ServiceConfig } from '@plat/shared/config/service-config';
import type { JWK } from 'jose';

/** What crm is told by its environment: besides what every service is, the keys that sign access tokens. */
export interface CrmConfig extends ServiceConfig {
  /** Private ES256 keys; the first signs, all are published. */
  readonly jwtKeys: readonly [JWK, ...JWK[]];
}

const jwtKeys = json<{ keys: [JWK, ...JWK[]] }>('a JWKS { "keys": […] } of private ES256 keys').refine(
  ({ keys }) => Array.isArray(keys) && keys.length > 0 && keys.every(({ crv, d, kid }) => crv === 'P-256' && d && kid),
  'must hold private P-256 keys with a kid',
);

/** @throws SetupError that lists every variable that is missing or malformed */
export function readConfig(env: NodeJS.ProcessEnv): CrmConfig {
  const { more, ...config } = readServiceConfig('crm', env, { CRM_JWT_KEYS: jwtKeys });
  return { ...config, jwtKeys: more.CRM_JWT_KEYS.keys };
}
