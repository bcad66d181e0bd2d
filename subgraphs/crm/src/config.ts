import { readServiceConfig, type ServiceConfig, signingKeys } from '@plat/shared/config/service-config';
import type { JWK } from 'jose';

/** What crm is told by its environment: besides what every service is, the keys that sign access tokens. */
export interface CrmConfig extends ServiceConfig {
  /** Private ES256 keys; the first signs, all are published. */
  readonly jwtKeys: readonly [JWK, ...JWK[]];
}

/** @throws SetupError that lists every variable that is missing or malformed */
export function readConfig(env: NodeJS.ProcessEnv): CrmConfig {
  const { more, ...config } = readServiceConfig('crm', env, { CRM_JWT_KEYS: signingKeys });
  return { ...config, jwtKeys: more.CRM_JWT_KEYS.keys };
}
