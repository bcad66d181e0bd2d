import { type DatabaseUrls, ROLES, type RoleKind, SERVICES, type ServiceName, type ServiceUrls } from '@plat/shared/database/service';
import { SetupError } from '@plat/shared/database/setup-error';

export const ADMIN_URL = 'PLAT_ADMIN_DATABASE_URL';

/** The variable that holds a role's URL: CRM_DATABASE_URL (app), CRM_OWNER_DATABASE_URL, CRM_SYSTEM_DATABASE_URL. */
export const urlVariable = (service: ServiceName, kind: RoleKind): string =>
  `${service.toUpperCase()}_${kind === 'app' ? '' : `${kind.toUpperCase()}_`}DATABASE_URL`;

const FORM = 'postgres://role:password@host:port/database';

/** What is wrong with a variable, or undefined. The value itself is not shown: it holds a password. */
const faultOf = (name: string, value: string | undefined): string | undefined => {
  if (!value) return `${name} is missing`;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const fits = url && /^postgres(ql)?:$/.test(url.protocol) && url.hostname && url.username && url.pathname.length > 1;
  return fits ? undefined : `${name} is not of the form ${FORM}`;
};

/**
 * Reads connection URLs from the environment.
 * @returns the URL by the variable's name
 * @throws SetupError that lists every missing or malformed variable at once
 */
export const readDatabaseUrls = <Name extends string>(env: NodeJS.ProcessEnv, names: readonly Name[]): Record<Name, string> => {
  const faults = names.map((name) => faultOf(name, env[name])).filter((fault) => fault !== undefined);
  if (faults.length > 0)
    throw new SetupError(`Set these variables to URLs of the form ${FORM}, and run it again:\n  ${faults.join('\n  ')}`);
  return Object.fromEntries(names.map((name) => [name, env[name]])) as Record<Name, string>;
};

/** The administrator's URL and all services' URLs, for provisioning. */
export const readProvisionEnv = (env: NodeJS.ProcessEnv) => {
  const names = SERVICES.flatMap((service) => ROLES.map((kind) => urlVariable(service, kind)));
  const values = readDatabaseUrls(env, [ADMIN_URL, ...names]);
  const urlsOf = (service: ServiceName) =>
    Object.fromEntries(ROLES.map((kind) => [kind, values[urlVariable(service, kind)]])) as unknown as ServiceUrls;
  return {
    admin: values[ADMIN_URL] as string,
    urls: Object.fromEntries(SERVICES.map((service) => [service, urlsOf(service)])) as DatabaseUrls,
  };
};
