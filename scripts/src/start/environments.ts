import { join } from 'node:path';
import { DEMO_ACCOUNTS } from '@plat/crm/seed';
import type { DatabaseUrls } from '@plat/shared/database/service';
import { ROLES, SERVICES, type ServiceName } from '@plat/shared/database/service';
import { urlVariable } from '../database-env';
import type { StartOptions } from './options';

/** The environment of each process, as an operator would set it. */
export type Environments = Readonly<Record<ServiceName | 'gateway', Record<string, string>>>;

/** Nobody gets a key or a password that is not its own to have. */
const KEYS: Readonly<Record<ServiceName | 'gateway', readonly string[]>> = {
  gateway: ['PLAT_GATEWAY_KEY'],
  crm: ['CRM_KEY', 'CRM_JWT_KEYS', 'PLAT_CURSOR_KEY', 'PLAT_AUDIT_KEY', 'PLAT_MASTER_KEYS'],
  documents: ['DOCUMENTS_KEY', 'DOCUMENTS_URL_KEY', 'PLAT_CURSOR_KEY', 'PLAT_PIN_PEPPER'],
  sync: ['SYNC_KEY', 'PLAT_CURSOR_KEY', 'PLAT_MASTER_KEYS'],
  builds: ['BUILDS_KEY', 'PLAT_CURSOR_KEY'],
  exchanges: ['EXCHANGES_KEY', 'PLAT_CURSOR_KEY', 'PLAT_MASTER_KEYS'],
};

/** What an operator may set besides; it is theirs to have as it is. */
const PASSED: Readonly<Partial<Record<ServiceName, readonly string[]>>> = {
  crm: ['API_KEY_PROBES', 'NODE_ENV', 'STRIPE_WEBHOOK_SECRET', 'WEBHOOK_ALLOWED_HOSTS'],
  documents: [
    'DOCUMENTS_PUBLIC_URL',
    'PLAT_TRUSTED_PROXIES',
    'DOCUMENTS_STORAGE',
    'DOCUMENTS_FILE_TYPES',
    'DOCUMENTS_MAX_FILE_SIZE',
    'DOCUMENTS_SPACE',
    ...['S3', 'GCP'].flatMap((kind) =>
      ['BUCKET', 'ENDPOINT', 'REGION', 'KEY_ID', 'SECRET', 'PREFIX'].map((name) => `DOCUMENTS_${kind}_${name}`),
    ),
  ],
};
const PASSED_TO_ALL: readonly string[] = ['POOL_SIZE', 'RUN_JOBS'];

/** Beside the data and not in it: what rewrites the one does not rewrite the other. */
const auditOf = ({ directory }: StartOptions, env: NodeJS.ProcessEnv): Record<string, string> => ({
  AUDIT_HEADS_FILE: env.AUDIT_HEADS_FILE || join(directory, 'audit-heads.jws'),
});

/** Files lie beside the databases that know of them, unless the operator has another place for them. */
const filesOf = ({ directory }: StartOptions, env: NodeJS.ProcessEnv): Record<string, string> => ({
  DOCUMENTS_FOLDER: env.DOCUMENTS_FOLDER || join(directory, 'files'),
});

/** A demo keeps what is in its mails, so that one can look at it; they are printed unless the operator names a server. */
const mailOf = ({ gatewayPort }: StartOptions, env: NodeJS.ProcessEnv): Record<string, string> => ({
  PLAT_KEEP_MAILS: env.PLAT_KEEP_MAILS || '1',
  PLAT_PUBLIC_URL: env.PLAT_PUBLIC_URL || `http://127.0.0.1:${gatewayPort}`,
  PLAT_SMTP_URL: env.PLAT_SMTP_URL ?? '',
  PLAT_MAIL_FROM: env.PLAT_MAIL_FROM ?? '',
});

/** The playground's page may upload and download, and others that the operator names. */
const originsOf = ({ gatewayPort }: StartOptions, env: NodeJS.ProcessEnv): Record<string, string> => ({
  DOCUMENTS_ALLOWED_ORIGINS: env.DOCUMENTS_ALLOWED_ORIGINS || `http://127.0.0.1:${gatewayPort},http://localhost:${gatewayPort}`,
});

export function environmentsOf(
  options: StartOptions,
  keys: Readonly<Record<string, string>>,
  urls: DatabaseUrls,
  env: NodeJS.ProcessEnv,
): Environments {
  const common = { LOG_LEVEL: env.LOG_LEVEL || 'warn', PLAT_TRUSTED_KEYS: keys.PLAT_TRUSTED_KEYS as string };
  const passed = (name: ServiceName) =>
    Object.fromEntries(
      [...PASSED_TO_ALL, ...(PASSED[name] ?? [])].flatMap((variable) => (env[variable] ? [[variable, env[variable]]] : [])),
    );
  const own = (name: ServiceName | 'gateway') => Object.fromEntries(KEYS[name].map((key) => [key, keys[key] as string]));
  const routing = Object.fromEntries(
    SERVICES.map((service) => [`${service.toUpperCase()}_URL`, `http://127.0.0.1:${options.servicePorts[service]}`]),
  );
  const services = SERVICES.map((service) => {
    const databases = Object.fromEntries(
      ROLES.filter((kind) => kind !== 'owner').map((kind) => [urlVariable(service, kind), urls[service][kind]]),
    );
    const ofCrm = service === 'crm' ? { ...mailOf(options, env), ...auditOf(options, env) } : {};
    const ofDocuments = service === 'documents' ? { ...originsOf(options, env), ...filesOf(options, env) } : {};
    const settings = { ...common, ...own(service), ...passed(service), ...routing, ...databases, ...ofCrm, ...ofDocuments };
    return [service, { ...settings, PORT: String(options.servicePorts[service]) }];
  });
  const gateway = {
    ...common,
    ...own('gateway'),
    ...routing,
    PORT: String(options.gatewayPort),
    HOST: options.host,
    PLAT_DEMO_USERS: JSON.stringify(DEMO_ACCOUNTS),
  };
  return Object.fromEntries([...services, ['gateway', gateway]]) as Environments;
}
