import { describe, expect, it } from '@jest/globals';
import { readDatabaseUrls, readProvisionEnv, urlVariable } from '../src/database-env';

const full = (): NodeJS.ProcessEnv => {
  const names = ['CRM', 'DOCUMENTS', 'SYNC', 'BUILDS', 'EXCHANGES'].flatMap((service) =>
    ['', '_OWNER', '_SYSTEM'].map((kind) => `${service}${kind}_DATABASE_URL`),
  );
  return Object.fromEntries(
    ['PLAT_ADMIN_DATABASE_URL', ...names].map((name) => [name, `postgres://${name.toLowerCase()}:secret@db:5432/plat`]),
  );
};

describe('the environment of provision', () => {
  it('gives each role of each service its URL', () => {
    const { admin, urls } = readProvisionEnv(full());
    expect(admin).toContain('plat_admin_database_url');
    expect(urls.sync).toEqual({
      owner: 'postgres://sync_owner_database_url:secret@db:5432/plat',
      app: 'postgres://sync_database_url:secret@db:5432/plat',
      system: 'postgres://sync_system_database_url:secret@db:5432/plat',
    });
  });

  it('lists all that is missing or malformed in one message, without its passwords', () => {
    const env = {
      ...full(),
      CRM_DATABASE_URL: undefined,
      SYNC_OWNER_DATABASE_URL: 'mysql://a:secret@db/x',
      BUILDS_SYSTEM_DATABASE_URL: 'secret',
    };
    const form = 'postgres://role:password@host:port/database';
    expect(() => readProvisionEnv(env)).toThrow(
      new Error(
        `Set these variables to URLs of the form ${form}, and run it again:\n  CRM_DATABASE_URL is missing\n  SYNC_OWNER_DATABASE_URL is not of the form ${form}\n  BUILDS_SYSTEM_DATABASE_URL is not of the form ${form}`,
      ),
    );
  });
});

it.each(['postgres://db:5432/plat', 'postgres://role:password@db:5432', 'http://role:password@db/plat'])('refuses %s', (url) => {
  const name = urlVariable('crm', 'app');
  expect(() => readDatabaseUrls({ [name]: url }, [name])).toThrow(/^Set these variables/);
});
