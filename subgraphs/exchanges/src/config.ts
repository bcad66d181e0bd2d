import { readServiceConfig, type ServiceConfig } from '@plat/shared/config/service-config';
import { type MasterKeys, masterKeys } from '@plat/shared/crypto/master-keys';

/** What exchanges is told by its environment: besides what every service is, the keys that encrypt taxpayers' numbers. */
export interface ExchangesConfig extends ServiceConfig {
  readonly masterKeys: MasterKeys;
}

/** @throws Error that lists every variable that is missing or malformed */
export function readConfig(env: NodeJS.ProcessEnv): ExchangesConfig {
  const { more, ...config } = readServiceConfig('exchanges', env, { PLAT_MASTER_KEYS: masterKeys });
  return { ...config, masterKeys: more.PLAT_MASTER_KEYS };
}
