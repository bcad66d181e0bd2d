import { allowedOrigins, httpUrl, key32, readServiceConfig, type ServiceConfig, trustedProxies } from '@plat/shared/config/service-config';
import { STORAGE_VARIABLES, storageOf } from './storage/storage.variables';
import type { StorageSettings } from './storage/storages';
import type { UploadLimits } from './upload/upload.limits';

/** What documents alone is told: how its addresses are made and who may use them from where, what PINs are hashed with, and where bytes are. */
export interface DocumentsSettings {
  /** HMAC key of signed addresses, the same for all replicas. */
  readonly urlKey: Buffer;
  /** 32 bytes that are in no database, with what PINs are hashed before they are hashed slowly: who has the hashes alone guesses nothing. */
  readonly pinPepper: Buffer;
  /** How browsers reach this service; where it listens unless given. */
  readonly publicUrl?: string;
  /** Origins of pages whose scripts may upload and download. */
  readonly allowedOrigins?: readonly string[];
  /** Proxies in front of it, whose word on a client's address counts. */
  readonly trustedProxies?: readonly string[];
  readonly storage: StorageSettings;
  /** Extensions of the files that are taken. */
  readonly taken: readonly string[];
  /** What is taken of files and of people. */
  readonly limits: UploadLimits;
}

/** What documents is told by its environment. */
export interface DocumentsConfig extends ServiceConfig, DocumentsSettings {}

/** @throws Error that lists every variable that is missing or malformed */
export function readConfig(env: NodeJS.ProcessEnv): DocumentsConfig {
  const { more, ...config } = readServiceConfig('documents', env, {
    DOCUMENTS_URL_KEY: key32,
    PLAT_PIN_PEPPER: key32,
    DOCUMENTS_PUBLIC_URL: httpUrl.optional(),
    DOCUMENTS_ALLOWED_ORIGINS: allowedOrigins.optional(),
    PLAT_TRUSTED_PROXIES: trustedProxies.optional(),
    ...STORAGE_VARIABLES,
  });
  return {
    ...config,
    urlKey: more.DOCUMENTS_URL_KEY,
    pinPepper: more.PLAT_PIN_PEPPER,
    publicUrl: more.DOCUMENTS_PUBLIC_URL,
    allowedOrigins: more.DOCUMENTS_ALLOWED_ORIGINS,
    trustedProxies: more.PLAT_TRUSTED_PROXIES,
    storage: storageOf(more as unknown as Readonly<Record<string, string | undefined>>),
    taken: more.DOCUMENTS_FILE_TYPES,
    limits: { file: more.DOCUMENTS_MAX_FILE_SIZE, person: more.DOCUMENTS_SPACE },
  };
}
