import { readServiceConfig, type ServiceConfig } from '@plat/shared/config/service-config';
import { type MasterKeys, masterKeys } from '@plat/shared/crypto/master-keys';

/** What sync is told by its environment: besides what every service is, the keys that encrypt credentials. */
export interface SyncConfig extends ServiceConfig {
  readonly masterKeys: MasterKeys;
}

/** @throws SetupError that lists every variable that is missing or malformed */
export function readConfig(env: NodeJS.ProcessEnv): SyncConfig {
  const { more, ...config } = readServiceConfig('sync', env, { PLAT_MASTER_KEYS: masterKeys });
  return { ...config, masterKeys: more.PLAT_MASTER_KEYS };
}
