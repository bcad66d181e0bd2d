import path from 'node:path';
import type { ServiceAddresses } from '@plat/shared/access/service-client';
import { parseEnvironment } from '@plat/shared/config/environment';
import { json, privateKey, publicKeys, readServiceUrls, trustedProxies } from '@plat/shared/config/service-config';
import type { JWK } from 'jose';
import { z } from 'zod';
import type { DemoUser } from './playground/playground';

/** What the gateway is told by its environment. */
export interface GatewayConfig {
  readonly host: string;
  readonly port: number;
  /** File of the composed schema. */
  readonly supergraph: string;
  /** How often, in milliseconds, that file is looked at for another one; 0 or nothing for never. */
  readonly reloadMs?: number;
  /** Base URLs of the services, which the supergraph's own routing URLs give way to. */
  readonly serviceUrls: ServiceAddresses;
  /** The gateway's private Ed25519 key, in whose name it speaks to the services. */
  readonly key: JWK;
  /** Public keys; those of access tokens (ES256) among them need no look-up at crm. */
  readonly trustedKeys: readonly JWK[];
  /** Accounts that the playground offers, outside the demo none. */
  readonly demoUsers: readonly DemoUser[];
  readonly logLevel: string;
  /** Addresses and networks of proxies in front of us, whose word on a client's address counts; of others' it does not. */
  readonly trustedProxies?: readonly string[];
}

/** The composed schema that comes with the code. */
export const SUPERGRAPH_FILE = path.join(__dirname, '../supergraph.graphql');

/** @throws Error that lists every variable that is missing or malformed */
export function readConfig(env: NodeJS.ProcessEnv): GatewayConfig {
  const values = parseEnvironment(env, {
    PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
    HOST: z.string().default('127.0.0.1'),
    SUPERGRAPH: z.string().default(SUPERGRAPH_FILE),
    RELOAD_MS: z.coerce.number().int().min(0).default(2_000),
    PLAT_GATEWAY_KEY: privateKey,
    PLAT_TRUSTED_KEYS: publicKeys,
    PLAT_TRUSTED_PROXIES: trustedProxies.optional(),
    PLAT_DEMO_USERS: json<DemoUser[]>('a list of demo users').optional(),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  });
  return {
    host: values.HOST,
    port: values.PORT,
    supergraph: values.SUPERGRAPH,
    reloadMs: values.RELOAD_MS,
    key: values.PLAT_GATEWAY_KEY,
    trustedKeys: values.PLAT_TRUSTED_KEYS.keys,
    demoUsers: values.PLAT_DEMO_USERS ?? [],
    logLevel: values.LOG_LEVEL,
    trustedProxies: values.PLAT_TRUSTED_PROXIES,
    serviceUrls: readServiceUrls(env),
  };
}
