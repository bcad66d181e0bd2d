import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '../src/database/admin-client';
import { discardPostgres, type RunningPostgres, type StartPostgresOptions, startPostgres } from '../src/database/embedded-postgres';
import { serverAccount } from '../src/database/postgres-account';
import { makeLibraryLinks, postgresPackage, runnableBinaries } from '../src/database/postgres-binaries';
import { launchServer, stopServer } from '../src/database/postgres-server';
import { processStart } from '../src/database/process-identity';
import { TEST_FOLDER } from '../src/testing/test-server';

const ROOT = process.getuid?.() === 0;
const FIXTURE = join(__dirname, 'fixtures/start-postgres.ts');
/** A user of the machine that is neither root nor PostgreSQL's. */
const NOBODY = { uid: 65534, gid: 65534 };

const folders: string[] = [];
const servers: RunningPostgres[] = [];
const children: ChildProcess[] = [];

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), TEST_FOLDER));
  folders.push(folder);
  return folder;
};

const start = async (directory: string, options: Partial<StartPostgresOptions> = {}): Promise<RunningPostgres> => {
  const server = await startPostgres({ directory, ...options });
  servers.push(server);
  return server;
};

interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly adminUrl: string;
}

const spawnFixture = (directory: string, ending: 'stop' | 'exit', as = {}): ChildProcess => {
  const child = spawn(process.execPath, ['--import=tsx', FIXTURE, directory, ending], { ...as, stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  return child;
};

/** Starts a PostgreSQL in another process. */
const startElsewhere = async (directory: string, ending: 'stop' | 'exit' = 'stop', as = {}): Promise<Started> => {
  const child = spawnFixture(directory, ending, as);
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) return { child, ...JSON.parse(line) } as Started;
  throw new Error('the other process ended before its PostgreSQL ran');
};

const endOf = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.once('exit', resolve));

const kill = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL');
  await endOf(child);
};

const untilGone = async (pid: number): Promise<void> => {
  while (processStart(pid) !== undefined) await sleep(20);
};

const notes = (url: string): Promise<string[]> =>
  withClient(url, async (client) => (await client.query<{ text: string }>('SELECT text FROM notes')).rows.map(({ text }) => text));

/** A folder with data in it, to be copied: making one takes half a second. */
let seeded: string;
beforeAll(async () => {
  seeded = newFolder();
  const server = await startPostgres({ directory: seeded });
  await withClient(server.adminUrl, (client) => client.query(`CREATE TABLE notes (text text); INSERT INTO notes VALUES ('kept')`));
  await server.stop();
});

const folderWithData = (): string => {
  const folder = newFolder();
  execFileSync('cp', ['-a', `${seeded}/.`, folder]);
  return folder;
};

afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null && child.signalCode === null) await kill(child);
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0).filter((name) => name !== seeded)) await discardPostgres(folder);
});
afterAll(() => discardPostgres(seeded));

describe('a start', () => {
  it('makes a database, and the next start keeps it', async () => {
    const directory = newFolder();
    const first = await start(directory);
    await withClient(first.adminUrl, (client) => client.query(`CREATE TABLE notes (text text); INSERT INTO notes VALUES ('kept')`));
    await first.stop();
    const second = await start(directory);
    expect([first.created, second.created]).toEqual([true, false]);
    expect(await notes(second.adminUrl)).toEqual(['kept']);
  });

  it('lets in this machine only, and nobody without the password', async () => {
    const directory = folderWithData();
    const { adminUrl, port } = await start(directory);
    const shown = await withClient(adminUrl, async (client) => (await client.query(`SELECT name, setting FROM pg_settings
      WHERE name IN ('listen_addresses', 'unix_socket_directories') ORDER BY name`)).rows);
    expect(shown.map(({ setting }) => setting)).toEqual(['127.0.0.1', '']);
    const guess = withClient(`postgres://plat_admin:guess@127.0.0.1:${port}/postgres`, (client) => client.query('SELECT 1'));
    await expect(guess).rejects.toThrow(/password authentication failed/);
    expect(statSync(join(directory, 'pg-password')).mode & 0o777).toBe(0o600);
  });

  it('takes settings, and runs out of reach of the terminal', async () => {
    const { adminUrl, pid } = await start(folderWithData(), { settings: { max_connections: 33, fsync: 'off' } });
    const [row] = await withClient(adminUrl, async (client) => (await client.query(`SELECT current_setting('max_connections') AS connections,
      current_setting('fsync') AS fsync, current_setting('server_encoding') AS encoding`)).rows);
    expect(row).toEqual({ connections: '33', fsync: 'off', encoding: 'UTF8' });
    expect(process.kill(-pid, 0)).toBe(true); // throws unless it leads a process group of its own
  });

  it('leaves nothing running when it is stopped, once or twice', async () => {
    const directory = folderWithData();
    const server = await start(directory);
    await Promise.all([server.stop(), server.stop()]);
    expect(processStart(server.pid)).toBeUndefined();
    expect(existsSync(join(directory, 'pg-lock.json'))).toBe(false);
  });

  it('tries another port when somebody took the first in between', async () => {
    const directory = folderWithData();
    const account = serverAccount();
    const { postgres } = runnableBinaries(postgresPackage(), directory, account);
    const plan = { program: postgres, account, data: join(directory, 'pg'), log: join(directory, 'postgres.log'), settings: {}, onProgress: () => {} };
    const listen = (): Promise<Server> => new Promise((resolve) => { const server = createServer().listen(0, '127.0.0.1', () => resolve(server)); });
    const portOf = (server: Server) => (server.address() as { port: number }).port;
    const [busy, free] = [await listen(), await listen()];
    const offered = [portOf(busy), portOf(free)];
    const ports = [...offered];
    free.close();
    const { child, port } = await launchServer(plan, async () => ports.shift() as number);
    await stopServer(child);
    busy.close();
    expect(port).toBe(offered[1]);
  });
});

describe('after a start that was killed', () => {
  it('stops the server that it left running, and keeps the data', async () => {
    const directory = folderWithData();
    const { child, pid } = await startElsewhere(directory);
    await kill(child);
    expect(processStart(pid)).toBeDefined();
    const said: string[] = [];
    const server = await start(directory, { onProgress: (message) => said.push(message) });
    expect(processStart(pid)).toBeUndefined();
    expect(said).toEqual(['Stopped a PostgreSQL that an earlier start had left running']);
    expect(await notes(server.adminUrl)).toEqual(['kept']);
  });

  it('makes the database anew when it was half made', async () => {
    const directory = newFolder();
    const child = spawnFixture(directory, 'stop');
    while (!readdirSync(directory).some((name) => name.startsWith('initdb-'))) await sleep(2);
    await kill(child);
    expect(existsSync(join(directory, 'pg'))).toBe(false);
    const server = await start(directory);
    expect(server.created).toBe(true);
    expect(readdirSync(directory).filter((name) => name.startsWith('initdb-'))).toEqual([]);
  });

  it('is not misled by a pid file whose number now belongs to another process', async () => {
    const directory = folderWithData();
    writeFileSync(join(directory, 'pg/postmaster.pid'), `${process.pid}\n${directory}/pg\n`);
    writeFileSync(join(directory, 'pg-lock.json'), JSON.stringify({ pid: process.pid, started: 'long ago' }));
    const server = await start(directory);
    expect(await notes(server.adminUrl)).toEqual(['kept']);
  });

  it('ends the server with a process that exits without stopping it', async () => {
    const { child, pid } = await startElsewhere(folderWithData(), 'exit');
    child.stdin?.end();
    await endOf(child);
    await untilGone(pid);
    expect(child.exitCode).toBe(0);
  });
});

describe('a start is refused in one sentence', () => {
  it('when another process uses the folder, which goes on undisturbed', async () => {
    const directory = folderWithData();
    const { child, adminUrl } = await startElsewhere(directory);
    await expect(start(directory)).rejects.toThrow(`The database in ${directory} is in use by process ${child.pid}: stop that one first.`);
    await expect(discardPostgres(directory)).rejects.toThrow(/in use/);
    expect(await notes(adminUrl)).toEqual(['kept']);
  });

  it('when this process uses it already', async () => {
    const directory = folderWithData();
    await start(directory);
    await expect(start(directory)).rejects.toThrow(`in use by process ${process.pid}`);
  });

  const fakeData = (files: Record<string, string>): string => {
    const directory = newFolder();
    mkdirSync(join(directory, 'pg'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, 'pg', name), text);
    return directory;
  };

  it.each([
    ['another version made the data', { PG_VERSION: '17\n' }, /was made by PostgreSQL 17, but this is PostgreSQL 18: move it away/],
    ['something else is in the place of the data', { 'holiday.jpg': '' }, /not made by PostgreSQL: move it away/],
    ['the data are damaged', { PG_VERSION: '18\n' }, /is damaged \(global\/pg_control is missing\)/],
  ])('when %s, which are left alone', async (_, files, message) => {
    const directory = fakeData(files);
    await expect(start(directory)).rejects.toThrow(message);
    expect(existsSync(join(directory, 'pg-lock.json'))).toBe(false);
    expect(readdirSync(join(directory, 'pg'))).toEqual(Object.keys(files));
  });

  it('when the password of the data is missing', async () => {
    const directory = folderWithData();
    rmSync(join(directory, 'pg-password'));
    await expect(start(directory)).rejects.toThrow(/pg-password, the password of the database beside it, is missing/);
  });

  it("with the server's own reason when it does not come up, and the folder is free again", async () => {
    const directory = folderWithData();
    const refused = start(directory, { settings: { shared_buffers: 'plenty' } });
    await expect(refused).rejects.toThrow(/^PostgreSQL did not start: invalid value for parameter "shared_buffers": "plenty" \(its log is /);
    await expect(start(directory)).resolves.toMatchObject({ created: false });
  });

  it('when the folder cannot be made', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    await expect(start(file)).rejects.toThrow(/^PostgreSQL cannot use .*file \(EEXIST/);
  });
});

it('makes the links between libraries that npm does not carry', () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'native/lib'), { recursive: true });
  writeFileSync(join(folder, 'native/lib/libx.so.1.2'), 'x');
  writeFileSync(join(folder, 'native/pg-symlinks.json'), JSON.stringify([{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }]));
  makeLibraryLinks(folder);
  makeLibraryLinks(folder);
  expect(readlinkSync(join(folder, 'native/lib/libx.so.1'))).toBe('libx.so.1.2');
});

(ROOT ? describe : describe.skip)('as root', () => {
  it('runs PostgreSQL as another user', async () => {
    const directory = newFolder();
    await start(directory);
    expect(statSync(join(directory, 'pg')).uid).toBe(serverAccount()?.uid); // PostgreSQL serves no other user's data
  });

  it('keeps the data outside of a home that is closed to that user', async () => {
    const home = newFolder();
    const directory = join(home, 'clone/.plat');
    const first = await start(directory);
    const link = readlinkSync(join(directory, 'pg'));
    expect(link).toMatch(/^\/var\/lib\/plat\/[0-9a-f]{16}-\w+\/pg$/);
    await withClient(first.adminUrl, (client) => client.query(`CREATE TABLE notes (text text); INSERT INTO notes VALUES ('kept')`));
    await first.stop();
    const second = await start(directory);
    expect([second.created, await notes(second.adminUrl)]).toEqual([false, ['kept']]);
    await second.stop();
    await discardPostgres(directory);
    expect(existsSync(link)).toBe(false);
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });

  it('leaves no data outside behind when the folder was deleted and is made again', async () => {
    const directory = join(newFolder(), 'clone/.plat');
    await (await start(directory)).stop();
    const before = readlinkSync(join(directory, 'pg'));
    rmSync(directory, { recursive: true });
    const again = await start(directory);
    expect([again.created, existsSync(before)]).toEqual([true, false]);
    await again.stop();
    await discardPostgres(directory);
  });

  it('copies the programs out of a clone that is closed to that user', () => {
    const closed = join(newFolder(), 'package');
    const home = newFolder();
    chmodSync(home, 0o755);
    execFileSync('cp', ['-a', postgresPackage(), closed]);
    const { postgres, major } = runnableBinaries(closed, home, serverAccount());
    expect([postgres.startsWith(home), major]).toEqual([true, '18']);
  });
});

/** Only root can become somebody else; and that user must be able to read this clone. */
const canBeNobody = (): boolean => {
  try {
    execFileSync(process.execPath, ['-e', `require('fs').readFileSync('${FIXTURE}')`], { ...NOBODY, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

(ROOT && canBeNobody() ? it : it.skip)('as a plain user runs as that user, whose data root then refuses', async () => {
  const directory = newFolder();
  chownSync(directory, NOBODY.uid, NOBODY.gid);
  const { child, pid } = await startElsewhere(directory, 'stop', NOBODY);
  expect(statSync(join(directory, 'pg')).uid).toBe(NOBODY.uid);
  child.stdin?.end();
  await endOf(child);
  expect(processStart(pid)).toBeUndefined();
  await expect(start(directory)).rejects.toThrow(/belongs to user 65534 of this machine/);
});
