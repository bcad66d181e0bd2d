import { readServiceConfig, type ServiceConfig } from '@plat/shared/config/service-config';

/** What builds is told by its environment. @throws SetupError that lists every variable that is missing or malformed */
export const readConfig = (env: NodeJS.ProcessEnv): ServiceConfig => readServiceConfig('builds', env);
