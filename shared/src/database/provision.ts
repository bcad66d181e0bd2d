import { type Client, DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';
import { onDatabase, withClient } from './admin-client';
import { type DatabaseUrls, ROLES, type RoleKind, SERVICES, type ServiceName, type ServiceUrls } from './service';
import { SetupError } from './setup-error';

/** Held while provisioning, so that two operators do not make the same role at once. */
const LOCK = 7_528_001;

/**
 * What each role may wait for. They belong to the role, not to the role in one database, so that they hold in a copy of
 * the database too. `0` is no limit.
 */
const LIMITS: Record<RoleKind, Readonly<Record<string, string>>> = {
  owner: { lock_timeout: '1s' },
  app: { statement_timeout: '2s', lock_timeout: '1s', idle_in_transaction_session_timeout: '5s' },
  system: { statement_timeout: '10s', lock_timeout: '1s', idle_in_transaction_session_timeout: '10s' },
};

/** Names out of the three URLs of a service: one database, and a role each. */
interface Plan {
  readonly database: string;
  readonly roles: Record<RoleKind, { readonly name: string; readonly password: string }>;
}

const planOf = (service: ServiceName, urls: ServiceUrls): Plan => {
  const parsed = Object.fromEntries(ROLES.map((kind) => [kind, new URL(urls[kind])])) as Record<RoleKind, URL>;
  const databases = new Set(ROLES.map((kind) => decodeURIComponent(parsed[kind].pathname.slice(1))));
  const roles = Object.fromEntries(
    ROLES.map((kind) => [kind, { name: decodeURIComponent(parsed[kind].username), password: decodeURIComponent(parsed[kind].password) }]),
  ) as Plan['roles'];
  const [database] = databases;
  if (databases.size !== 1 || !database)
    throw new SetupError(`The three database URLs of ${service} name different databases: let them name one.`);
  if (new Set(ROLES.map((kind) => roles[kind].name)).size !== ROLES.length) {
    throw new SetupError(
      `The three database URLs of ${service} share a role: owner, app and system are three roles, so that requests own nothing.`,
    );
  }
  if (ROLES.some((kind) => !roles[kind].password))
    throw new SetupError(`A database URL of ${service} has no password: add one, the role is given it.`);
  return { database, roles };
};

const exists = async (client: Client, table: 'pg_roles' | 'pg_database', name: string): Promise<boolean> => {
  const column = table === 'pg_roles' ? 'rolname' : 'datname';
  return (await client.query(`SELECT FROM ${table} WHERE ${column} = $1`, [name])).rowCount === 1;
};

const provideRole = async (client: Client, kind: RoleKind, { name, password }: { name: string; password: string }): Promise<void> => {
  const role = escapeIdentifier(name);
  if (!(await exists(client, 'pg_roles', name))) await client.query(`CREATE ROLE ${role}`);
  const { rows } = await client.query('SELECT rolsuper OR rolbypassrls OR rolreplication AS mighty FROM pg_roles WHERE rolname = $1', [
    name,
  ]);
  // Naming these attributes at all asks for a superuser, so only a role that has one of them is told to give it up.
  if (rows[0].mighty) await client.query(`ALTER ROLE ${role} NOSUPERUSER NOBYPASSRLS NOREPLICATION`);
  await client.query(`ALTER ROLE ${role} LOGIN NOCREATEDB NOCREATEROLE PASSWORD ${escapeLiteral(password)}`);
  for (const [setting, value] of Object.entries(LIMITS[kind])) await client.query(`ALTER ROLE ${role} SET ${setting} = '${value}'`);
};

/** Runs work while the administrator may act as a role. A superuser always may; others make themselves members meanwhile. */
const asMemberOf = async (client: Client, name: string, work: () => Promise<void>): Promise<void> => {
  // From version 16 on, membership alone does not allow SET ROLE.
  const { rows } = await client.query(
    `SELECT pg_has_role(current_user, $1, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) AS may`,
    [name],
  );
  if (rows[0].may) return work();
  await client.query(`GRANT ${escapeIdentifier(name)} TO CURRENT_USER`);
  try {
    await work();
  } finally {
    await client.query(`REVOKE ${escapeIdentifier(name)} FROM CURRENT_USER`);
  }
};

/** UTF-8 and an order by code point, the same on every machine, where the server can (17 and later). */
const createDatabase = async (client: Client, database: string, owner: string): Promise<void> => {
  if (await exists(client, 'pg_database', database)) return;
  const { rows } = await client.query(`SELECT current_setting('server_version_num')::int >= 170000 AS builtin`);
  const locale = rows[0].builtin ? `LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'` : '';
  await client.query(
    `CREATE DATABASE ${escapeIdentifier(database)} OWNER ${escapeIdentifier(owner)} TEMPLATE template0 ENCODING 'UTF8' ${locale}`,
  );
};

/**
 * Lets the three roles of a database into it, and nobody else. The connection acts as the database's owner or a superuser.
 * These rights belong to the database and are not copied with it, so a clone needs them again.
 * @param roles names of the roles
 */
export const restrictDatabase = async (client: Client, database: string, roles: Record<RoleKind, string>): Promise<void> => {
  const name = escapeIdentifier(database);
  await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${ROLES.map((kind) => escapeIdentifier(roles[kind])).join(', ')}`);
};

/**
 * Makes one database for roles that exist, and lets them into it: the owner to its schema `public`, the others to what
 * migrations will grant them there.
 * @param urls name the database and the three roles
 */
export const provideDatabase = async (adminUrl: string, service: ServiceName, urls: ServiceUrls): Promise<void> => {
  const { database, roles } = planOf(service, urls);
  const [owner, app, system] = ROLES.map((kind) => escapeIdentifier(roles[kind].name));
  const asBoth = (client: Client, work: () => Promise<void>) =>
    asMemberOf(client, roles.owner.name, () => asMemberOf(client, roles.system.name, work));
  await withClient(adminUrl, (client) =>
    asBoth(client, async () => {
      await createDatabase(client, database, roles.owner.name);
      await withClient(onDatabase(adminUrl, database), async (inside) => {
        // The queue of jobs is the system's: so it may make tables there, and schemas nowhere.
        await inside.query(`CREATE SCHEMA IF NOT EXISTS graphile_worker AUTHORIZATION ${system}`);
        await inside.query(`SET ROLE ${owner}`); // owner of the database, and so of its schema public
        await restrictDatabase(inside, database, { owner: roles.owner.name, app: roles.app.name, system: roles.system.name });
        await inside.query(`ALTER SCHEMA public OWNER TO ${owner}`);
        await inside.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
        await inside.query(`GRANT USAGE ON SCHEMA public TO ${app}, ${system}`);
      });
    }),
  );
};

/** PostgreSQL's refusal as a sentence. */
const explain = (error: unknown, service: ServiceName): unknown => {
  if (!(error instanceof DatabaseError)) return error;
  const advice =
    error.code === '42501'
      ? 'give the administrator CREATEROLE and CREATEDB, and let it have made the roles and databases itself'
      : 'mend that, and run it again';
  return new SetupError(`The database of ${service} could not be provided (${error.message}): ${advice}.`, { cause: error });
};

/**
 * Makes, for each service, its three login roles and its database, as the URLs name them; run again, it only mends what
 * differs, passwords included. Tables are not its business.
 * @param adminUrl a superuser, or a role with CREATEROLE and CREATEDB, on any database of the server
 * @throws SetupError when the server cannot be reached or refuses
 */
export const provision = async (adminUrl: string, urls: DatabaseUrls, onProgress: (message: string) => void = () => {}): Promise<void> => {
  const plans = SERVICES.map((service) => ({ service, plan: planOf(service, urls[service]) }));
  await withClient(adminUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    for (const { service, plan } of plans) {
      onProgress(`Roles and database of ${service}`);
      try {
        for (const kind of ROLES) await provideRole(client, kind, plan.roles[kind]);
        await provideDatabase(adminUrl, service, urls[service]);
      } catch (error) {
        throw explain(error, service);
      }
    }
  });
};
