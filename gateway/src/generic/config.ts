import { parseArgs } from 'node:util';
import { parseEnvironment } from '@plat/shared/config/environment';
import { SetupError } from '@plat/shared/database/setup-error';
import { z } from 'zod';

/** What a gateway for any supergraph is told by its command line and environment. */
export interface GenericConfig {
  /** A file, or an `http:` or `https:` URL. */
  readonly supergraph: string;
  readonly host: string;
  readonly port: number;
  /** Headers of clients that go on to the subgraphs. */
  readonly forward: readonly string[];
  /** Origins of pages that may ask; none unless named. */
  readonly origins: readonly string[];
  /** How often the supergraph is looked at; 0 for never. */
  readonly reloadMs: number;
  readonly timeoutMs: number;
  readonly bodyLimit: number;
  /** Whether clients read what subgraphs say of their errors. */
  readonly showErrors: boolean;
  readonly logLevel: string;
}

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter(Boolean),
);
const number = (fallback: number) => z.coerce.number().int().min(0).default(fallback);

/** @throws Error that lists what is missing or malformed */
export function readGenericConfig(args: readonly string[], env: NodeJS.ProcessEnv): GenericConfig {
  const { values: given } = parseArgs({ args: [...args], options: { supergraph: { type: 'string' }, port: { type: 'string' } } });
  const unsafe = Object.keys(env).find((name) => name.startsWith('APOLLO_DISABLE_SECURITY_'));
  if (unsafe) throw new SetupError(`Unset ${unsafe}: it takes away the planner's own bounds.`);
  const values = parseEnvironment(
    { ...env, ...(given.supergraph && { SUPERGRAPH: given.supergraph }), ...(given.port && { PORT: given.port }) },
    {
      SUPERGRAPH: z.string(),
      PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
      HOST: z.string().default('127.0.0.1'),
      FORWARD_HEADERS: list.default([]),
      CORS_ORIGINS: list.default([]),
      RELOAD_MS: number(2_000),
      SUBGRAPH_TIMEOUT_MS: number(10_000),
      BODY_LIMIT: number(100 * 1024),
      SHOW_ERRORS: z.enum(['0', '1']).default('0'),
      LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    },
  );
  return {
    supergraph: values.SUPERGRAPH,
    host: values.HOST,
    port: values.PORT,
    forward: values.FORWARD_HEADERS,
    origins: values.CORS_ORIGINS,
    reloadMs: values.RELOAD_MS,
    timeoutMs: values.SUBGRAPH_TIMEOUT_MS,
    bodyLimit: values.BODY_LIMIT,
    showErrors: values.SHOW_ERRORS === '1',
    logLevel: values.LOG_LEVEL,
  };
}
