import type { JWK } from 'jose';
import { z } from 'zod';
import type { ServiceName } from '../database/service';
import { parseEnvironment } from './environment';

/** What a service is told by its environment. */
export interface ServiceConfig {
  readonly databaseUrl: string;
  readonly systemDatabaseUrl: string;
  readonly poolSize: number;
  readonly systemPoolSize: number;
  readonly host: string;
  readonly port: number;
  /** HMAC key of list cursors, the same for all services and replicas. */
  readonly cursorKey: Buffer;
  /** Public keys of the gateway and the services. */
  readonly trustedKeys: readonly JWK[];
  /** This service's private key, in whose name it calls other services. */
  readonly key: JWK;
  readonly logLevel: string;
}

const DEFAULT_PORTS: Readonly<Record<ServiceName, number>> = { crm: 4001, documents: 4002, sync: 4003, builds: 4004, exchanges: 4005 };

export const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/[^/\s]+\/[^/\s?]+/, 'must look like postgres://user:password@host:5432/database');

/** A JSON document in a variable. */
export const json = <T extends object>(what: string) =>
  z.string().transform((text, context): T => {
    try {
      return JSON.parse(text) as T;
    } catch {
      context.addIssue({ code: 'custom', message: `must be ${what} as JSON` });
      return z.NEVER;
    }
  });

/** 32 bytes as base64url. */
export const key32 = z
  .string()
  .transform((text) => Buffer.from(text, 'base64url'))
  .refine((bytes) => bytes.length === 32, 'must be 32 bytes in base64url');

/**
 * Reads a service's environment: `<SERVICE>_DATABASE_URL`, `<SERVICE>_SYSTEM_DATABASE_URL`, `<SERVICE>_KEY`,
 * PLAT_TRUSTED_KEYS, PLAT_CURSOR_KEY, and PORT, HOST, POOL_SIZE, LOG_LEVEL with defaults.
 * @param more variables of this service alone, by name; their values come back under `more`
 * @throws SetupError that lists every variable that is missing or malformed
 */
export function readServiceConfig<S extends Record<string, z.ZodType> = Record<never, never>>(
  name: ServiceName,
  env: NodeJS.ProcessEnv,
  more = {} as S,
): ServiceConfig & { readonly more: { [K in keyof S]: z.output<S[K]> } } {
  const prefix = name.toUpperCase();
  const values: Record<string, unknown> = parseEnvironment(env, {
    ...more,
    [`${prefix}_DATABASE_URL`]: postgresUrl,
    [`${prefix}_SYSTEM_DATABASE_URL`]: postgresUrl,
    [`${prefix}_KEY`]: json<JWK>('a private Ed25519 JWK'),
    PLAT_TRUSTED_KEYS: json<{ keys: JWK[] }>('a JWKS { "keys": […] }'),
    PLAT_CURSOR_KEY: key32,
    PORT: z.coerce.number().int().min(0).max(65_535).default(DEFAULT_PORTS[name]),
    HOST: z.string().default('127.0.0.1'),
    POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  });
  return {
    databaseUrl: values[`${prefix}_DATABASE_URL`] as string,
    systemDatabaseUrl: values[`${prefix}_SYSTEM_DATABASE_URL`] as string,
    key: values[`${prefix}_KEY`] as JWK,
    trustedKeys: (values.PLAT_TRUSTED_KEYS as { keys: JWK[] }).keys,
    cursorKey: values.PLAT_CURSOR_KEY as Buffer,
    poolSize: values.POOL_SIZE as number,
    systemPoolSize: 3,
    host: values.HOST as string,
    port: values.PORT as number,
    logLevel: values.LOG_LEVEL as string,
    more: values as { [K in keyof S]: z.output<S[K]> },
  };
}
