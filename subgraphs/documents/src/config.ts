import { readServiceConfig, type ServiceConfig } from '@plat/shared/config/service-config';

/** @throws Error that lists every variable that is missing or malformed */
export const readConfig = (env: NodeJS.ProcessEnv): ServiceConfig => readServiceConfig('documents', env);
