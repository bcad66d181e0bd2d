import { createPrivateKey, createPublicKey, type JsonWebKey } from 'node:crypto';
import type { JWK } from 'jose';
import { z } from 'zod';
import type { ServiceAddresses } from '../access/service-client';
import { DEFAULT_PORTS, SERVICES, type ServiceName } from '../database/service';
import { parseEnvironment } from './environment';

/** What a service is told by its environment. */
export interface ServiceConfig {
  readonly databaseUrl: string;
  readonly systemDatabaseUrl: string;
  readonly poolSize: number;
  readonly systemPoolSize: number;
  /** How long a request waits for a connection, in milliseconds. */
  readonly connectionWaitMs: number;
  readonly host: string;
  readonly port: number;
  /** HMAC key of list cursors, the same for all services and replicas. */
  readonly cursorKey: Buffer;
  /** Public keys of the gateway and the services. */
  readonly trustedKeys: readonly JWK[];
  /** This service's private key, in whose name it calls other services. */
  readonly key: JWK;
  /** Where it finds the other services. */
  readonly serviceUrls: ServiceAddresses;
  readonly logLevel: string;
  /** Whether this process runs the service's jobs; it may leave them behind for another one either way. */
  readonly runsJobs: boolean;
}

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\/[^/\s]+\/[^/\s?]+/, 'must look like postgres://user:password@host:5432/database');

/** A base address, without a slash at its end. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .transform((text) => text.replace(/\/$/, ''));

/** Where the services are: `<SERVICE>_URL`, by default their ports of this machine. @throws SetupError for what is no address */
export function readServiceUrls(env: NodeJS.ProcessEnv): ServiceAddresses {
  const variable = (service: ServiceName) => `${service.toUpperCase()}_URL`;
  const urls = parseEnvironment(
    env,
    Object.fromEntries(SERVICES.map((service) => [variable(service), httpUrl.default(`http://127.0.0.1:${DEFAULT_PORTS[service]}`)])),
  );
  return Object.fromEntries(SERVICES.map((service) => [service, urls[variable(service)]])) as ServiceAddresses;
}

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

type Curve = 'Ed25519' | 'P-256';

const isKey = (jwk: JWK | null, curves: readonly Curve[], make: typeof createPublicKey | typeof createPrivateKey): boolean => {
  try {
    return curves.includes(jwk?.crv as Curve) && Boolean(jwk?.kid) && Boolean(make({ key: jwk as JsonWebKey, format: 'jwk' }));
  } catch {
    return false;
  }
};

const areKeys = (jwks: { keys: JWK[] } | null, curves: readonly Curve[], make: typeof createPublicKey | typeof createPrivateKey): boolean =>
  Array.isArray(jwks?.keys) && jwks.keys.length > 0 && jwks.keys.every((key) => isKey(key, curves, make));

/** The private key of a process, whose `kid` begins with the name of the process. */
export const privateKey = json<JWK>('a private Ed25519 JWK').refine(
  (jwk) => isKey(jwk, ['Ed25519'], createPrivateKey),
  'must be a private Ed25519 JWK with a kid',
);

/** Private keys that sign access tokens. */
export const signingKeys = json<{ keys: [JWK, ...JWK[]] }>('a JWKS { "keys": […] } of private ES256 keys').refine(
  (jwks) => areKeys(jwks, ['P-256'], createPrivateKey),
  'must hold private P-256 keys with a kid',
);

/** Public keys of processes, and of access tokens. */
export const publicKeys = json<{ keys: JWK[] }>('a JWKS { "keys": […] }').refine(
  (jwks) => areKeys(jwks, ['Ed25519', 'P-256'], createPublicKey),
  'must hold public Ed25519 and P-256 keys with a kid',
);

/** Proxies in front of a process, `10.0.0.0/8,192.0.2.7`: their word on a client's address counts. */
export const trustedProxies = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: 'must list addresses or networks such as 10.0.0.0/8' })));

/** Origins of pages, `https://dashboard.example.com,http://127.0.0.1:4000`. */
export const allowedOrigins = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine((origins) => origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin), {
    error: 'must list origins such as https://dashboard.example.com',
  });

/** 32 bytes as base64url. */
export const key32 = z
  .string()
  .transform((text) => Buffer.from(text, 'base64url'))
  .refine((bytes) => bytes.length === 32, 'must be 32 bytes in base64url');

/**
 * Reads a service's environment: `<SERVICE>_DATABASE_URL`, `<SERVICE>_SYSTEM_DATABASE_URL`, `<SERVICE>_KEY`,
 * PLAT_TRUSTED_KEYS, PLAT_CURSOR_KEY, and PORT, HOST, POOL_SIZE, LOG_LEVEL, RUN_JOBS and the `<SERVICE>_URL` of all with defaults.
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
    [`${prefix}_KEY`]: privateKey,
    PLAT_TRUSTED_KEYS: publicKeys,
    PLAT_CURSOR_KEY: key32,
    PORT: z.coerce.number().int().min(0).max(65_535).default(DEFAULT_PORTS[name]),
    HOST: z.string().default('127.0.0.1'),
    POOL_SIZE: z.coerce.number({ error: 'must be a number from 1 to 200' }).int().min(1).max(200).default(10),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    RUN_JOBS: z.enum(['on', 'off']).default('on'),
  });
  return {
    databaseUrl: values[`${prefix}_DATABASE_URL`] as string,
    systemDatabaseUrl: values[`${prefix}_SYSTEM_DATABASE_URL`] as string,
    key: values[`${prefix}_KEY`] as JWK,
    trustedKeys: (values.PLAT_TRUSTED_KEYS as { keys: JWK[] }).keys,
    cursorKey: values.PLAT_CURSOR_KEY as Buffer,
    poolSize: values.POOL_SIZE as number,
    systemPoolSize: 3,
    connectionWaitMs: 1_000,
    host: values.HOST as string,
    port: values.PORT as number,
    logLevel: values.LOG_LEVEL as string,
    serviceUrls: readServiceUrls(env),
    runsJobs: values.RUN_JOBS === 'on',
    more: values as { [K in keyof S]: z.output<S[K]> },
  };
}
