import { key32, readServiceConfig, type ServiceConfig } from '@plat/shared/config/service-config';

/** What documents is told by its environment: besides what every service is, with what PINs are hashed before they are hashed slowly. */
export interface DocumentsConfig extends ServiceConfig {
  /** 32 bytes that are in no database: who has the hashes alone guesses nothing. */
  readonly pinPepper: Buffer;
}

/** @throws Error that lists every variable that is missing or malformed */
export function readConfig(env: NodeJS.ProcessEnv): DocumentsConfig {
  const { more, ...config } = readServiceConfig('documents', env, { PLAT_PIN_PEPPER: key32 });
  return { ...config, pinPepper: more.PLAT_PIN_PEPPER };
}
