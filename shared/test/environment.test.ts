import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseEnvironment } from '../src/config/environment';
import { readServiceConfig, signingKeys } from '../src/config/service-config';
import { SetupError } from '../src/database/setup-error';
import { testIdentityKey, testSigningKey } from '../src/testing/test-keys';

const { key, publicKey } = testIdentityKey('crm');
const { d: _private, ...publicSigningKey } = testSigningKey();
const ENV = {
  CRM_DATABASE_URL: 'postgres://app:pa%20ss@db.example.com:5432/plat?sslmode=require',
  CRM_SYSTEM_DATABASE_URL: 'postgresql://system@db/plat',
  CRM_KEY: JSON.stringify(key),
  PLAT_TRUSTED_KEYS: JSON.stringify({ keys: [publicKey, publicSigningKey] }),
  PLAT_CURSOR_KEY: randomBytes(32).toString('base64url'),
};
const read = (env: NodeJS.ProcessEnv) => readServiceConfig('crm', env);

describe('the environment', () => {
  it('is read once, with what it leaves out', () => {
    expect(read(ENV)).toMatchObject({
      databaseUrl: ENV.CRM_DATABASE_URL,
      systemDatabaseUrl: ENV.CRM_SYSTEM_DATABASE_URL,
      key,
      trustedKeys: [publicKey, publicSigningKey],
      cursorKey: Buffer.from(ENV.PLAT_CURSOR_KEY, 'base64url'),
      host: '127.0.0.1',
      port: 4001,
      poolSize: 10,
      logLevel: 'info',
      runsJobs: true,
    });
    expect(read({ ...ENV, PORT: '0', HOST: '::1', POOL_SIZE: '1', LOG_LEVEL: 'silent', RUN_JOBS: 'off' })).toMatchObject({
      host: '::1',
      port: 0,
      poolSize: 1,
      logLevel: 'silent',
      runsJobs: false,
    });
  });

  it('takes an empty variable for a missing one', () => {
    expect(read({ ...ENV, PORT: '', LOG_LEVEL: '' })).toMatchObject({ port: 4001, logLevel: 'info' });
    expect(() => read({ ...ENV, CRM_KEY: '' })).toThrow('CRM_KEY: is missing');
  });

  it('names all that is missing or malformed in one message, each once, and none of the values', () => {
    const refused = () =>
      readServiceConfig(
        'crm',
        { CRM_DATABASE_URL: 'mysql://u:s3cret@h/d', PLAT_CURSOR_KEY: 's3cret', CRM_KEY: '"s3cret"', PORT: 's3cret' },
        { CRM_JWT_KEYS: signingKeys },
      );
    expect(refused).toThrow(SetupError);
    expect(refused).toThrow(
      new SetupError(`Set these environment variables:
  CRM_JWT_KEYS: is missing
  CRM_DATABASE_URL: must look like postgres://user:password@host:5432/database
  CRM_SYSTEM_DATABASE_URL: is missing
  CRM_KEY: must be a private Ed25519 JWK with a kid
  PLAT_TRUSTED_KEYS: is missing
  PLAT_CURSOR_KEY: must be 32 bytes in base64url
  PORT: Invalid input: expected number, received NaN`),
    );
  });

  it.each<[string, string]>([
    ['CRM_DATABASE_URL', 'postgres://host'],
    ['CRM_DATABASE_URL', 'postgres:///plat'],
    ['CRM_DATABASE_URL', 'localhost'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '1.5'],
    ['POOL_SIZE', '0'],
    ['LOG_LEVEL', 'loud'],
    ['PLAT_CURSOR_KEY', randomBytes(31).toString('base64url')],
    ['PLAT_CURSOR_KEY', randomBytes(33).toString('base64url')],
    ['CRM_KEY', '{'],
    ['CRM_KEY', 'null'],
    ['CRM_KEY', '[]'],
    ['CRM_KEY', JSON.stringify(publicKey)],
    ['CRM_KEY', JSON.stringify(testSigningKey())],
    ['CRM_KEY', JSON.stringify({ ...key, kid: undefined })],
    ['CRM_KEY', JSON.stringify({ ...key, d: 'short' })],
    ['PLAT_TRUSTED_KEYS', '{'],
    ['PLAT_TRUSTED_KEYS', 'null'],
    ['PLAT_TRUSTED_KEYS', '{}'],
    ['PLAT_TRUSTED_KEYS', '{"keys":{}}'],
    ['PLAT_TRUSTED_KEYS', '{"keys":[]}'],
    ['PLAT_TRUSTED_KEYS', '{"keys":[null]}'],
    ['PLAT_TRUSTED_KEYS', JSON.stringify({ keys: [publicKey, { ...publicKey, x: 'short' }] })],
    ['PLAT_TRUSTED_KEYS', JSON.stringify({ keys: [{ ...publicKey, kid: '' }] })],
  ])('refuses %s=%s, by name', (name, value) => {
    expect(() => read({ ...ENV, [name]: value })).toThrow(SetupError);
    expect(() => read({ ...ENV, [name]: value })).toThrow(new RegExp(`^Set these environment variables:\n  ${name}: .*$`));
  });

  it.each([
    '{',
    'null',
    '{}',
    '{"keys":[]}',
    '{"keys":[null]}',
    JSON.stringify({ keys: [publicSigningKey] }),
    JSON.stringify({ keys: [key] }),
  ])('refuses %s as keys that sign', (text) => {
    expect(() => parseEnvironment({ KEYS: text }, { KEYS: signingKeys })).toThrow(/^Set these environment variables:\n {2}KEYS: must .*$/);
  });
});
