import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnvironment } from '@plat/shared/config/environment';
import { privateKey, signingKeys } from '@plat/shared/config/service-config';
import { SERVICES } from '@plat/shared/database/service';
import { SetupError } from '@plat/shared/database/setup-error';
import type { JWK } from 'jose';

type Keys = Record<string, string>;

const identityKey = (issuer: string): string => {
  const { privateKey } = generateKeyPairSync('ed25519');
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: `${issuer}.1` });
};

/** A private ES256 key that signs access tokens, by a name that no other has. */
export const newSigningKey = (): JWK => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...(privateKey.export({ format: 'jwk' }) as JWK), kid: `crm-${randomBytes(6).toString('hex')}` };
};

const secret = () => randomBytes(32).toString('base64url');

const MAKERS: Readonly<Record<string, () => string>> = {
  PLAT_GATEWAY_KEY: () => identityKey('gateway'),
  ...Object.fromEntries(SERVICES.map((service) => [`${service.toUpperCase()}_KEY`, () => identityKey(service)])),
  CRM_JWT_KEYS: () => JSON.stringify({ keys: [newSigningKey()] }),
  PLAT_CURSOR_KEY: secret,
  PLAT_AUDIT_KEY: secret,
  DOCUMENTS_URL_KEY: secret,
  PLAT_PIN_PEPPER: secret,
  PLAT_MASTER_KEYS: () => `m1:${secret()}`,
  PLAT_DATABASE_SECRET: secret,
};

const publicHalf = ({ d: _private, ...jwk }: Record<string, unknown>) => jwk;

/** The keys of an installation as environment variables, and how to keep those that are new for the next start. */
export interface ProvidedKeys {
  readonly keys: Keys;
  keep(): void;
}

/**
 * The keys that are set, else those of an earlier start, else new ones. Only this start makes keys; a service alone
 * refuses to go without. Nothing is written before {@link ProvidedKeys.keep}.
 * @throws SetupError when the file of an earlier start cannot be read
 */
export function provideKeys(directory: string, env: NodeJS.ProcessEnv): ProvidedKeys {
  const file = join(directory, 'keys.json');
  const kept = readKeys(file);
  const missing = Object.keys(MAKERS).filter((name) => !env[name] && !kept[name]);
  for (const name of missing) kept[name] = (MAKERS[name] as () => string)();
  const keys: Keys = Object.fromEntries(Object.keys(MAKERS).map((name) => [name, (env[name] || kept[name]) as string]));
  return {
    keys: { ...keys, PLAT_TRUSTED_KEYS: env.PLAT_TRUSTED_KEYS || trustedKeys(keys) },
    keep: () => {
      if (missing.length === 0) return;
      mkdirSync(directory, { recursive: true });
      writeFileSync(`${file}.new`, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}

/** @throws SetupError that lists every key that is none */
function trustedKeys(keys: Keys): string {
  const own = ['PLAT_GATEWAY_KEY', ...SERVICES.map((service) => `${service.toUpperCase()}_KEY`)];
  const identity = parseEnvironment(keys, Object.fromEntries(own.map((name) => [name, privateKey])));
  const { CRM_JWT_KEYS } = parseEnvironment(keys, { CRM_JWT_KEYS: signingKeys });
  return JSON.stringify({ keys: [...Object.values(identity), ...CRM_JWT_KEYS.keys].map((jwk) => publicHalf({ ...jwk })) });
}

/** What an earlier start kept, if anything. @throws SetupError when the file is there and cannot be read */
export function readKeys(file: string): Keys {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Keys;
  } catch {
    throw new SetupError(
      `The keys in ${file} cannot be read: restore the file, or delete it together with the data that only its keys can read.`,
    );
  }
}
