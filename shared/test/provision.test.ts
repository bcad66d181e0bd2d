import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { onDatabase, withClient } from '../src/database/admin-client';
import { provision } from '../src/database/provision';
import { type DatabaseUrls, ROLES, SERVICES } from '../src/database/service';
import { templateUrls, testAdminUrl } from '../src/testing/test-server';

/** URLs whose roles and databases nobody else uses: `plat_crm_app` becomes `p1f3a_crm_app`. */
const ownUrls = (admin: string): DatabaseUrls => {
  const prefix = `p${randomBytes(4).toString('hex')}_`;
  return JSON.parse(JSON.stringify(templateUrls(admin)).replaceAll('plat_', prefix)) as DatabaseUrls;
};

const rowsOf = async (url: string, sql: string): Promise<Record<string, unknown>[]> =>
  withClient(url, async (client) => (await client.query(sql)).rows);

const attempt = (url: string, ...statements: string[]) =>
  withClient(url, async (client: Client) => {
    for (const statement of statements) await client.query(statement);
  });

const nameIn = (url: string): string => new URL(url).username;

describe('provision', () => {
  const admin = testAdminUrl();
  const urls = ownUrls(admin);
  beforeAll(() => provision(admin, urls));

  it('makes roles that can log in and nothing else, each alone', async () => {
    const names = SERVICES.flatMap((service) => ROLES.map((kind) => `'${nameIn(urls[service][kind])}'`));
    const roles = await rowsOf(
      admin,
      `SELECT DISTINCT rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication,
         (SELECT count(*)::int FROM pg_auth_members WHERE member = r.oid OR roleid = r.oid) AS memberships
       FROM pg_roles r WHERE rolname IN (${names})`,
    );
    expect(roles).toEqual([
      {
        rolcanlogin: true,
        rolsuper: false,
        rolbypassrls: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolreplication: false,
        memberships: 0,
      },
    ]);
    for (const service of SERVICES)
      for (const kind of ROLES) await expect(attempt(urls[service][kind], 'SELECT 1')).resolves.toBeUndefined();
  });

  it('lets app and system own nothing but the schema of jobs, make nothing outside of it and truncate nothing', async () => {
    const { owner, app, system } = urls.crm;
    await attempt(
      owner,
      'CREATE TABLE letters (id int)',
      `GRANT SELECT, INSERT, UPDATE, DELETE ON letters TO ${nameIn(app)}, ${nameIn(system)}`,
    );
    for (const url of [app, system]) {
      await expect(attempt(url, 'INSERT INTO letters VALUES (1)')).resolves.toBeUndefined();
      expect(
        await rowsOf(
          url,
          `SELECT objid::regnamespace::text AS schema, classid::regclass::text AS kind FROM pg_shdepend
           WHERE refobjid = (SELECT oid FROM pg_roles WHERE rolname = current_user) AND deptype = 'o'`,
        ),
      ).toEqual(url === system ? [{ schema: 'graphile_worker', kind: 'pg_namespace' }] : []);
      for (const statement of [
        'CREATE TABLE mine (id int)',
        'CREATE TEMP TABLE mine (id int)',
        'CREATE SCHEMA mine',
        'TRUNCATE letters',
        'DROP TABLE letters',
      ]) {
        await expect(attempt(url, statement)).rejects.toMatchObject({ code: '42501' });
      }
    }
  });

  it("keeps a service out of another service's database", async () => {
    const trespass = onDatabase(urls.documents.app, new URL(urls.crm.app).pathname.slice(1));
    await expect(attempt(trespass, 'SELECT 1')).rejects.toThrow(/permission denied for database/);
    expect(await rowsOf(urls.crm.owner, `SELECT has_schema_privilege('public', 'public', 'USAGE') AS everybody`)).toEqual([
      { everybody: false },
    ]);
  });

  it('limits what a role may wait for', async () => {
    const limits = `SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock,
      current_setting('idle_in_transaction_session_timeout') AS idle`;
    expect(await rowsOf(urls.sync.app, limits)).toEqual([{ statement: '2s', lock: '1s', idle: '5s' }]);
    expect(await rowsOf(urls.sync.system, limits)).toEqual([{ statement: '10s', lock: '1s', idle: '10s' }]);
    expect(await rowsOf(urls.sync.owner, limits)).toEqual([{ statement: '0', lock: '1s', idle: '0' }]);
  });

  it('changes nothing when it is run again', async () => {
    const rights = `SELECT datname, datacl::text, datdba::regrole::text, (SELECT nspacl::text FROM pg_namespace WHERE nspname = 'public') AS schema
      FROM pg_database WHERE datname = current_database()`;
    const before = await rowsOf(urls.builds.owner, rights);
    await provision(admin, urls);
    expect(await rowsOf(urls.builds.owner, rights)).toEqual(before);
  });

  it('gives a database of an earlier version the schema of jobs, and takes none away', async () => {
    const inside = onDatabase(admin, new URL(urls.builds.app).pathname.slice(1));
    await attempt(inside, 'DROP SCHEMA graphile_worker CASCADE');
    await provision(admin, urls);
    await attempt(urls.builds.system, 'CREATE TABLE graphile_worker.kept (id int)');
    await provision(admin, urls);
    await expect(attempt(urls.builds.system, 'SELECT FROM graphile_worker.kept')).resolves.toBeUndefined();
  });

  it('mends a role: its password, and a power that it must not have', async () => {
    const app = nameIn(urls.exchanges.app);
    await attempt(admin, `ALTER ROLE ${app} BYPASSRLS CREATEDB PASSWORD 'other'`);
    await provision(admin, urls);
    expect(await rowsOf(urls.exchanges.app, 'SELECT rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user')).toEqual([
      { rolbypassrls: false, rolcreatedb: false },
    ]);
  });

  it('orders text by code point, whatever the machine says', async () => {
    const words = await rowsOf(
      urls.crm.app,
      `SELECT string_agg(w, ' ' ORDER BY w) AS words, lower('ÄÖ') AS low FROM unnest(ARRAY['b', 'a', 'B', 'ä']) w`,
    );
    expect(words).toEqual([{ words: 'B a b ä', low: 'äö' }]);
  });

  it('needs no superuser, and leaves its administrator outside of the roles', async () => {
    const name = `operator_${randomBytes(4).toString('hex')}`;
    await attempt(admin, `CREATE ROLE ${name} LOGIN CREATEROLE CREATEDB PASSWORD 'open'`);
    const operator = new URL(admin);
    [operator.username, operator.password] = [name, 'open'];
    const others = ownUrls(admin);
    await provision(operator.href, others);
    await provision(operator.href, others);
    await expect(attempt(others.crm.owner, 'CREATE TABLE letters (id int)')).resolves.toBeUndefined();
    await expect(attempt(onDatabase(operator.href, new URL(others.crm.app).pathname.slice(1)), 'SELECT * FROM letters')).rejects.toThrow(
      /permission denied/,
    );
  });

  it('says what an administrator without rights lacks', async () => {
    const powerless = provision(onDatabase(urls.crm.owner, 'postgres'), ownUrls(admin));
    await expect(powerless).rejects.toThrow(
      /^The database of crm could not be provided \(permission denied to create role\): give the administrator CREATEROLE/,
    );
  });

  it('refuses URLs that share a role or name two databases', async () => {
    const shared = { ...urls, crm: { ...urls.crm, app: urls.crm.owner } };
    await expect(provision(admin, shared)).rejects.toThrow(/URLs of crm share a role/);
    const split = { ...urls, crm: { ...urls.crm, app: onDatabase(urls.crm.app, 'elsewhere') } };
    await expect(provision(admin, split)).rejects.toThrow(/URLs of crm name different databases/);
  });

  it('says in one sentence that the server cannot be reached, without the password', async () => {
    const refused = provision('postgres://boss:secret@127.0.0.1:1/postgres', urls);
    await expect(refused).rejects.toThrow(
      /^Could not connect to PostgreSQL at 127.0.0.1:1 as boss to database postgres \(.*ECONNREFUSED.*\)/,
    );
    await expect(refused).rejects.not.toThrow(/secret/);
  });
});
