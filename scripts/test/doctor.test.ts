import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { acquireProcessLock } from '@plat/shared/database/process-lock';
import { emptyDatabase, freshDatabase } from '@plat/shared/testing/test-databases';
import { TEST_DIRECTORY } from '@plat/shared/testing/test-server';
import { checkBuild } from '../src/doctor/build';
import { checkData } from '../src/doctor/data';
import { checkDatabases } from '../src/doctor/databases';
import { examine } from '../src/doctor/examine';
import { type Finding, lineOf } from '../src/doctor/finding';
import { checkChromium, checkDisk } from '../src/doctor/machine';
import { checkNode } from '../src/doctor/node-version';
import { checkPackages } from '../src/doctor/packages';
import { checkPorts } from '../src/doctor/ports';
import { checkReady } from '../src/doctor/running-start';
import { readOptions } from '../src/start/options';

const ROOT = join(__dirname, '../..');
const servers: Server[] = [];

/** Kept connections of an HTTP server would keep it open. */
const closed = (server: Server) =>
  new Promise((resolve) => {
    server.close(resolve);
    if (server instanceof HttpServer) server.closeAllConnections();
  });

afterEach(() => Promise.all(servers.splice(0).map(closed)));

/** A folder of this test's own, with these files; the test run deletes it. */
const folder = (files: Readonly<Record<string, string>> = {}): string => {
  const path = mkdtempSync(join(process.env[TEST_DIRECTORY] as string, 'doctor-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text, { mode: 0o600 });
  }
  return path;
};

const listening = async (server: Server): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

/** A port at which nobody listens: one that was had and given back. */
const closedPort = async (): Promise<number> => {
  const port = await listening(createServer());
  await closed(servers.pop() as Server);
  return port;
};

/** Something that answers every request with the same JSON. */
const answering = (answer: object): Promise<number> => listening(createHttpServer((_, response) => response.end(JSON.stringify(answer))));

/** A start that takes no port but those given. */
const ports = (more: Readonly<Record<string, string>> = {}) => ({
  PORT: '0',
  ...Object.fromEntries(['CRM', 'DOCUMENTS', 'SYNC', 'BUILDS', 'EXCHANGES'].map((name) => [`${name}_PORT`, '0'])),
  ...more,
});

const options = (env: Readonly<Record<string, string>>) => readOptions([], env, folder());
const readyOf = (graphql: string, pid: number) => folder({ 'ready.json': JSON.stringify({ graphql, pids: [pid] }) });
const lines = (findings: readonly Finding[]) => findings.map(lineOf);
const line = (finding: Finding | undefined) => finding && lineOf(finding);

const urls = (service: string, url: string) =>
  Object.fromEntries(['', '_OWNER', '_SYSTEM'].map((kind) => [`${service}${kind}_DATABASE_URL`, url]));

describe('the command', () => {
  it('says what is broken with its fix, changes nothing, and fails', async () => {
    const port = await listening(createServer());
    const silent = await closedPort();
    const directory = folder();
    const env = {
      PATH: process.env.PATH,
      PLAT_DIRECTORY: directory,
      ...ports({ EXCHANGES_PORT: String(port) }),
      ...urls('CRM', `postgres://a:secret@127.0.0.1:${silent}/x`),
    };
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/doctor.cjs'], { cwd: ROOT, env, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(1);
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        `ok      Node ${process.versions.node}.`,
        `BROKEN  Port ${port} (exchanges) is in use by something else: find it with "lsof -nP -i :${port}" and stop it, or choose another with EXCHANGES_PORT.`,
        `BROKEN  CRM_DATABASE_URL: Could not connect to PostgreSQL at 127.0.0.1:${silent} as a to database x (connect ECONNREFUSED 127.0.0.1:${silent}): start it, or correct the URL.`,
      ]),
    );
    expect(stdout).not.toContain('secret');
    expect(stdout).toMatch(/\nBroken: \d+ of \d+\.\n$/);
    expect(readdirSync(directory)).toEqual([]);
  }, 60_000);
});

describe('the doctor', () => {
  it('asks for the Node of the root’s package.json', () => {
    const surroundings = { root: ROOT, env: {} };
    expect(checkNode(surroundings).state).toBe('good');
    expect(line(checkNode(surroundings, '20.18.3'))).toBe(
      'BROKEN  Node 20.18.3 is older than 20.19.0: install a newer one from nodejs.org.',
    );
    expect(checkNode(surroundings, '24.0.0').state).toBe('good');
  });

  it('finds packages that are missing or not as locked', () => {
    const packages = {
      '': { name: 'x' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0' },
      'node_modules/c': { version: '3.0.0', optional: true },
    };
    const lockfile = JSON.stringify({ packages });
    const check = (installed: Readonly<Record<string, string>>) =>
      checkPackages({ root: folder({ 'package-lock.json': lockfile, ...installed }), env: {} });
    const a = { 'node_modules/a/package.json': '{ "version": "1.0.0" }' };
    expect(line(check({}))).toBe('BROKEN  No packages are installed: npm ci.');
    expect(line(check(a))).toBe('BROKEN  The packages are not those of package-lock.json (node_modules/b is missing): npm ci.');
    expect(line(check({ ...a, 'node_modules/b/package.json': '{ "version": "2.0.1" }' }))).toContain(
      'node_modules/b is 2.0.1 instead of 2.0.0',
    );
    expect(check({ ...a, 'node_modules/b/package.json': '{ "version": "2.0.0" }' }).state).toBe('good');
  });

  it('finds a build that is missing in part', () => {
    const built = folder({ 'shared/dist/graphql/serve.js': '', 'gateway/dist/main.js': '' });
    expect(line(checkBuild({ root: built, env: {} }))).toBe(
      'BROKEN  The build is not complete (subgraphs/crm/dist/main.js is missing): npm run build ("npm start" does it too).',
    );
    expect(line(checkBuild({ root: folder(), env: {} }))).toBe('note    Nothing is built yet: npm run build ("npm start" does it too).');
  });

  it('names what a malformed environment does not say', async () => {
    const found = await examine({
      root: folder(),
      env: ports({ PORT: 'http', SYNC_OWNER_DATABASE_URL: 'postgres://a:secret@127.0.0.1/x' }),
    });
    expect(lines(found)).toEqual(
      expect.arrayContaining([
        'BROKEN  The environment is malformed (PORT: must be a port number): correct these variables, or unset them.',
        'BROKEN  The database of sync is named only in part (SYNC_DATABASE_URL is missing; SYNC_SYSTEM_DATABASE_URL is missing): set all of SYNC_OWNER_DATABASE_URL, SYNC_DATABASE_URL, SYNC_SYSTEM_DATABASE_URL, or none.',
      ]),
    );
  });

  it('tells the ports of a running Plat from those that others hold', async () => {
    const gateway = String(await answering({ status: 'up' }));
    const crm = String(await answering({ status: 'ready' }));
    const sync = String(await answering({ status: 'database' }));
    const [other, none] = [String(await listening(createServer((socket) => socket.destroy()))), String(await closedPort())];
    const env = ports({ PORT: gateway, CRM_PORT: crm, SYNC_PORT: sync, BUILDS_PORT: other, EXCHANGES_PORT: none });
    const states = async (directory: string) => (await checkPorts({ ...options(env), directory })).map(({ state }) => state);
    expect(await states(readyOf(`http://127.0.0.1:${gateway}/graphql`, process.pid))).toEqual([
      'good',
      'good',
      'broken',
      'broken',
      'broken',
    ]);
    expect(await states(folder())).toEqual(['broken', 'broken', 'broken', 'broken', 'good']);
  });

  it('looks for a running Plat at the ports that it says, and for one that is starting', async () => {
    const [gateway, service] = [await answering({ status: 'up' }), await answering({ status: 'ready' })];
    const [taken, closed] = [String(await listening(createServer((socket) => socket.destroy()))), await closedPort()];
    const env = ports({ PORT: taken, CRM_PORT: taken, BUILDS_PORT: taken });
    const at = (port: number) => `http://127.0.0.1:${port}`;
    const services = Object.fromEntries(['crm', 'documents', 'sync', 'exchanges'].map((name) => [name, at(service)]));
    const ready = JSON.stringify({ graphql: `${at(gateway)}/graphql`, pids: [process.pid], services: { ...services, builds: at(closed) } });
    const found = await checkPorts({ ...options(env), directory: folder({ 'ready.json': ready }) });
    expect(lines(found)).toEqual([
      `ok      Port ${gateway} (gateway) is held by the Plat that runs.`,
      ...['crm', 'documents', 'sync'].map((name) => `ok      Port ${service} (${name}) is held by the Plat that runs.`),
      `BROKEN  Plat runs, but nothing listens on port ${closed} (builds): stop Plat and "npm start" again.`,
      `ok      Port ${service} (exchanges) is held by the Plat that runs.`,
    ]);
    const starting = folder();
    const release = acquireProcessLock(join(starting, 'pg-lock.json'), String);
    const [first] = await checkPorts({ ...options(env), directory: starting });
    release();
    expect(line(first)).toBe(
      `note    Port ${taken} (gateway) is in use while a start of this folder (process ${process.pid}) is under way: wait for it, and ask again.`,
    );
  });

  it('asks the graph that ready.json tells of', async () => {
    const up = `http://127.0.0.1:${await answering({ data: { __typename: 'Query' } })}/graphql`;
    const down = `http://127.0.0.1:${await closedPort()}/graphql`;
    const { pid: gone } = spawnSync(process.execPath, ['-e', '']);
    expect(line(await checkReady(folder()))).toBe('note    Plat is not running: npm start.');
    expect(line(await checkReady(readyOf(up, process.pid)))).toBe(`ok      GraphQL answers at ${up}.`);
    expect(line(await checkReady(readyOf(down, process.pid)))).toContain(`GraphQL does not answer at ${down}`);
    expect(line(await checkReady(readyOf(up, gone)))).toContain('tells of a start that was killed');
    expect(line(await checkReady(folder({ 'ready.json': '{' })))).toContain('cannot be read');
  });

  it('looks at the data without touching them', () => {
    const files = { 'pg/PG_VERSION': '9\n', 'keys.json': '{}' };
    const directory = folder(files);
    const release = acquireProcessLock(join(directory, 'pg-lock.json'), String);
    const [version, lock, keys] = lines(checkData(directory));
    release();
    expect(version).toMatch(/^BROKEN {2}The database in .* was made by PostgreSQL 9, but this is PostgreSQL \d+/);
    expect(lock).toBe(`ok      The data are in use by process ${process.pid}, a start of this directory.`);
    expect(keys).toContain('this user’s alone');
    expect(lines(checkData(directory))[1]).toBe('ok      Nobody uses the data.');
    expect(Object.keys(files).map((name) => readFileSync(join(directory, name), 'utf8'))).toEqual(Object.values(files));
    expect(lines(checkData(folder({ 'pg-lock.json': '{ "pid": 1, "started": "never" }' })))[1]).toContain('The last start was killed');
  });

  it('tries the databases that the environment names', async () => {
    const [migrated, empty] = [await freshDatabase('crm'), await emptyDatabase('sync')];
    const env = {
      CRM_DATABASE_URL: migrated.app,
      CRM_OWNER_DATABASE_URL: migrated.owner,
      CRM_SYSTEM_DATABASE_URL: migrated.admin,
      SYNC_DATABASE_URL: empty.app,
      SYNC_OWNER_DATABASE_URL: empty.owner,
      SYNC_SYSTEM_DATABASE_URL: empty.system,
    };
    const found = await checkDatabases({ root: ROOT, env });
    expect(lines(found)).toEqual([
      'ok      CRM_OWNER_DATABASE_URL gets in, and its database is migrated.',
      'ok      CRM_DATABASE_URL gets in, and its database is migrated.',
      expect.stringMatching(/^BROKEN {2}The role of CRM_SYSTEM_DATABASE_URL is above row level security: npm run provision/),
      ...['_OWNER', '', '_SYSTEM'].map((kind) =>
        expect.stringMatching(
          new RegExp(`^BROKEN  SYNC${kind}_DATABASE_URL: The database .* lacks .*: run "npm run migrate", and start again\\.$`),
        ),
      ),
    ]);
  });

  it('knows a browser and a full disk', () => {
    const nowhere = join(folder(), 'chromium');
    expect(checkChromium({ root: ROOT, env: {} }, nowhere).state).toBe('note');
    expect(checkChromium({ root: ROOT, env: { CHROMIUM_PATH: process.execPath } }, nowhere).state).toBe('good');
    expect(checkDisk(join(folder(), 'not', 'yet')).state).toBe('good');
    expect(line(checkDisk(folder(), Number.MAX_SAFE_INTEGER))).toMatch(
      /^BROKEN {2}Only \d+ MB are free .* make room, or put the data elsewhere with PLAT_DIRECTORY\.$/,
    );
  });
});
