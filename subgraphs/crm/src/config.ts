import { parseEnvironment } from '@plat/shared/config/environment';
import { json, readServiceConfig, type ServiceConfig } from '@plat/shared/config/service-config';
import type { JWK } from 'jose';

/** What crm is told by its environment: besides what every service is, the keys that sign access tokens. */
export interface CrmConfig extends ServiceConfig {
  /** Private ES256 keys; the first signs, all are published. */
  readonly jwtKeys: readonly [JWK, ...JWK[]];
}

const jwtKeys = json<{ keys: [JWK, ...JWK[]] }>('a JWKS { "keys": […] } of private ES256 keys')
  .refine(({ keys }) => Array.isArray(keys) && keys.length > 0 && keys.every(({ crv, d, kid }) => crv === 'P-256' && d && kid), 'must hold private P-256 keys with a kid');

/** @throws Error that lists every variable that is missing or malformed */
export const readConfig = (env: NodeJS.ProcessEnv): CrmConfig => ({
  ...readServiceConfig('crm', env),
  jwtKeys: parseEnvironment(env, { CRM_JWT_KEYS: jwtKeys }).CRM_JWT_KEYS.keys,
});
