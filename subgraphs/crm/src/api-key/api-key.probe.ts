import { json } from '@plat/shared/config/service-config';

/** How a provider is asked whether it takes a key: one GET, with the key in a header. */
export interface ApiKeyProbe {
  readonly url: string;
  readonly header: string;
  /** What the header says before the key, such as `Bearer `. */
  readonly prefix?: string;
}

/** By the name of the service, in small letters. */
export type ApiKeyProbes = Readonly<Record<string, ApiKeyProbe>>;

const HEADER = /^(?!(connection|content-length|cookie|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$)[a-z][a-z0-9-]*$/i;
const PREFIX = /^[\x20-\x7e]*$/;

/** A key travels encrypted; only what listens on this machine may get it otherwise, and not in production. */
const isSafe = (text: unknown, isProduction: boolean): boolean => {
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username || password) return false;
  return protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1' && !isProduction);
};

const isProbe = (probe: Partial<ApiKeyProbe> | null, isProduction: boolean): boolean =>
  isSafe(probe?.url, isProduction) && HEADER.test(probe?.header ?? '') && PREFIX.test(probe?.prefix ?? '');

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The variable API_KEY_PROBES: `{ "openai": { "url": "https://…", "header": "authorization", "prefix": "Bearer " } }`. */
export const apiKeyProbes = (isProduction: boolean) =>
  json<ApiKeyProbes>('{ service: { url, header, prefix } }')
    .refine(
      (probes) => isObject(probes) && Object.values(probes).every((probe) => isProbe(probe, isProduction)),
      'must give each service an https URL without credentials, the name of a header, and a prefix or none',
    )
    .transform((probes) => Object.fromEntries(Object.entries(probes).map(([service, probe]) => [service.toLowerCase(), probe])))
    .default({});
