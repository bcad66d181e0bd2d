import { parseEnvironment } from '@plat/shared/config/environment';
import { readServiceConfig, type ServiceConfig } from '@plat/shared/config/service-config';
import { type MasterKeys, masterKeys } from '@plat/shared/crypto/master-keys';

/** What sync is told by its environment: besides what every service is, the keys that encrypt credentials. */
export interface SyncConfig extends ServiceConfig {
  readonly masterKeys: MasterKeys;
}

/** @throws Error that lists every variable that is missing or malformed */
export const readConfig = (env: NodeJS.ProcessEnv): SyncConfig => ({
  ...readServiceConfig('sync', env),
  masterKeys: parseEnvironment(env, { PLAT_MASTER_KEYS: masterKeys }).PLAT_MASTER_KEYS,
});
