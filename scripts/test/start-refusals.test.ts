import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { newDirectory, start } from './start-harness';

const PATIENCE = 60_000;
const SERVICES = ['CRM', 'DOCUMENTS', 'SYNC', 'BUILDS', 'EXCHANGES'];
const unreachable = Object.fromEntries(
  SERVICES.flatMap((service) =>
    ['', 'OWNER_', 'SYSTEM_'].map((kind) => [`${service}_${kind}DATABASE_URL`, 'postgres://role:word@127.0.0.1:1/plat']),
  ),
);

const listening = async (): Promise<{ server: Server; port: number }> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as { port: number }).port };
};

/** Says one thing, exits 1, and leaves nothing in its folder but what was there. */
async function refuses(
  say: RegExp,
  env: Record<string, string>,
  { args = [], node = [], prepare }: { args?: string[]; node?: string[]; prepare?: (directory: string) => void } = {},
) {
  const directory = newDirectory();
  prepare?.(directory);
  // The server's own refusal comes when keys are kept and the log is begun; nothing else is ever left.
  const left = () =>
    readdirSync(directory)
      .filter((name) => !['keys.json', 'postgres.log'].includes(name))
      .sort();
  const before = left();
  const one = start(directory, env, args, node);
  expect(await one.end()).toBe(1);
  expect(one.output()).toMatch(say);
  expect(one.output()).not.toMatch(/\n\s+at /); // a sentence, not a stack
  expect(left()).toEqual(before);
  expect(existsSync(join(directory, 'ready.json'))).toBe(false);
}

describe('npm start refuses, in a sentence with what to do,', () => {
  it.each([
    ['PORT', 'gateway'],
    ['SYNC_PORT', 'sync service'],
  ])(
    'a busy %s',
    async (variable, name) => {
      const { server, port } = await listening();
      await refuses(
        new RegExp(`Port ${port}, which the ${name} needs, is in use: stop what listens there, or choose another with ${variable}\\.`),
        { [variable]: String(port) },
      );
      server.close();
    },
    PATIENCE,
  );

  it(
    'an old Node',
    () =>
      refuses(
        /needs Node 20\.19 or later, and this is 18\.20\.0: install/,
        {},
        {
          node: [
            '-e',
            `Object.defineProperty(process.versions, 'node', { value: '18.20.0' }); process.argv.splice(1, 0, ''); require(${JSON.stringify(join(__dirname, '../start.cjs'))})`,
            '--',
          ],
        },
      ),
    PATIENCE,
  );

  it('an unknown argument', () => refuses(/Unknown argument --proceses: "npm start" takes/, {}, { args: ['--proceses'] }), PATIENCE);

  it('a malformed variable', () => refuses(/PORT: must be a port number/, { PORT: 'http' }), PATIENCE);

  it('a database that does not answer', () => refuses(/The database of crm .*(ECONNREFUSED|refused)/, unreachable), PATIENCE);

  it(
    'some of the variables of a database of one’s own',
    () =>
      refuses(/CRM_OWNER_DATABASE_URL is missing\n\s+CRM_SYSTEM_DATABASE_URL is missing|CRM_OWNER_DATABASE_URL is missing/, {
        CRM_DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c',
      }),
    PATIENCE,
  );

  it(
    'data of another PostgreSQL',
    () =>
      refuses(
        /version 12|PostgreSQL 12/,
        {},
        {
          prepare: (directory) => {
            mkdirSync(join(directory, 'pg'));
            writeFileSync(join(directory, 'pg', 'PG_VERSION'), '12\n');
          },
        },
      ),
    PATIENCE,
  );

  it.each([
    ['PLAT_CURSOR_KEY', 'short', /PLAT_CURSOR_KEY: must be 32 bytes/],
    ['PLAT_AUDIT_KEY', 'short', /PLAT_AUDIT_KEY: must be 32 bytes/],
    ['LOG_LEVEL', 'loud', /LOG_LEVEL/],
    ['PLAT_TRUSTED_KEYS', '{}', /PLAT_TRUSTED_KEYS: must/],
    ['PLAT_GATEWAY_KEY', '{"kty":"OKP","crv":"Ed25519","x":"aa","kid":"gateway.1"}', /PLAT_GATEWAY_KEY: must/],
    ['CRM_KEY', '{}', /CRM_KEY: must/],
    ['PLAT_DIRECTORY', '/dev/null/plat', /cannot keep its files in \/dev\/null\/plat/],
    ['HOST', 'nope.invalid', /Nothing can listen on nope\.invalid/],
  ])(
    'a %s of %s, before anything is made',
    async (variable, value, say) => {
      const directory = newDirectory();
      const one = start(directory, { [variable as string]: value as string });
      expect(await one.end()).toBe(1);
      expect(one.output()).toMatch(say as RegExp);
      expect(one.output()).not.toMatch(/\n\s+at /);
      expect(readdirSync(directory)).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'keys that cannot be read',
    () =>
      refuses(/The keys in .*keys\.json cannot be read/, {}, { prepare: (directory) => writeFileSync(join(directory, 'keys.json'), '{') }),
    PATIENCE,
  );
});
