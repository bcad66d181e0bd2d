/** The services that have a database, in the order in which they are shown and migrated. */
export const SERVICES = ['crm', 'documents', 'sync', 'builds', 'exchanges'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Where each service listens unless told otherwise; the gateway is at 4000. */
export const DEFAULT_PORTS: Readonly<Record<ServiceName, number>> = {
  crm: 4001,
  documents: 4002,
  sync: 4003,
  builds: 4004,
  exchanges: 4005,
};

/**
 * The login roles of each database: `owner` owns the tables and migrates, `app` serves requests and owns nothing,
 * `system` is the service itself (sign-in, consumers, jobs).
 */
export const ROLES = ['owner', 'app', 'system'] as const;
export type RoleKind = (typeof ROLES)[number];

/** Connection URLs of one database, one per role: `postgres://role:password@host:port/database`. */
export interface ServiceUrls {
  owner: string;
  app: string;
  system: string;
}

export type DatabaseUrls = Record<ServiceName, ServiceUrls>;

/** Where the databases are. */
export interface DatabaseServer {
  readonly host: string;
  readonly port: number;
  /** The password of each role, by the role's name; any characters. */
  readonly password: (role: string) => string;
}

export const databaseName = (service: ServiceName): string => `plat_${service}`;

export const roleName = (service: ServiceName, kind: RoleKind): string => `plat_${service}_${kind}`;

/** The three URLs of a service on one server. @param database another database of the same roles, such as a test's clone */
export const serviceUrls = (
  { host, port, password }: DatabaseServer,
  service: ServiceName,
  database = databaseName(service),
): ServiceUrls => {
  const url = (kind: RoleKind) => {
    const role = roleName(service, kind);
    return `postgres://${role}:${encodeURIComponent(password(role))}@${host}:${port}/${database}`;
  };
  return { owner: url('owner'), app: url('app'), system: url('system') };
};

/** The URLs of all services on one server, under the names that migrations and grants expect. */
export const databaseUrls = (server: DatabaseServer): DatabaseUrls =>
  Object.fromEntries(SERVICES.map((service) => [service, serviceUrls(server, service)])) as DatabaseUrls;
