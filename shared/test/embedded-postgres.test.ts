import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { withClient } from '../src/database/admin-client';
import { discardPostgres } from '../src/database/embedded-postgres';
import { serverAccount } from '../src/database/postgres-account';
import { postgresPackage, runnableBinaries } from '../src/database/postgres-binaries';
import { launchServer, stopServer } from '../src/database/postgres-server';
import { processStart } from '../src/database/process-identity';
import { cleanUp, folderWithData, forgetData, newFolder, notes, start, startElsewhere, writeNote } from './fixtures/postgres-trials';

afterEach(cleanUp);
afterAll(forgetData);

describe('a start', () => {
  it('makes a database, and the next start keeps it', async () => {
    const directory = newFolder();
    const first = await start(directory);
    await writeNote(first.adminUrl);
    await first.stop();
    const second = await start(directory);
    expect([first.created, second.created]).toEqual([true, false]);
    expect(await notes(second.adminUrl)).toEqual(['kept']);
  });

  it('lets in this machine only, and nobody without the password', async () => {
    const directory = await folderWithData();
    const { adminUrl, port } = await start(directory);
    const shown = await withClient(
      adminUrl,
      async (client) =>
        (
          await client.query(`SELECT name, setting FROM pg_settings
      WHERE name IN ('listen_addresses', 'unix_socket_directories') ORDER BY name`)
        ).rows,
    );
    expect(shown.map(({ setting }) => setting)).toEqual(['127.0.0.1', '']);
    const guess = withClient(`postgres://plat_admin:guess@127.0.0.1:${port}/postgres`, (client) => client.query('SELECT 1'));
    await expect(guess).rejects.toThrow(/password authentication failed/);
    expect(statSync(join(directory, 'pg-password')).mode & 0o777).toBe(0o600);
  });

  it('takes settings, and runs out of reach of the terminal', async () => {
    const { adminUrl, pid } = await start(await folderWithData(), { settings: { max_connections: 33, fsync: 'off' } });
    const [row] = await withClient(
      adminUrl,
      async (client) =>
        (
          await client.query(`SELECT current_setting('max_connections') AS connections,
      current_setting('fsync') AS fsync, current_setting('server_encoding') AS encoding`)
        ).rows,
    );
    expect(row).toEqual({ connections: '33', fsync: 'off', encoding: 'UTF8' });
    expect(process.kill(-pid, 0)).toBe(true); // throws unless it leads a process group of its own
  });

  it('leaves nothing running when it is stopped, once or twice', async () => {
    const directory = await folderWithData();
    const server = await start(directory);
    await Promise.all([server.stop(), server.stop()]);
    expect(processStart(server.pid)).toBeUndefined();
    expect(existsSync(join(directory, 'pg-lock.json'))).toBe(false);
  });

  it('tries another port when somebody took the first in between', async () => {
    const directory = await folderWithData();
    const account = serverAccount();
    const { postgres } = runnableBinaries(postgresPackage(), directory, account);
    const plan = {
      program: postgres,
      account,
      data: join(directory, 'pg'),
      log: join(directory, 'postgres.log'),
      settings: {},
      onProgress: () => {},
    };
    const listen = (): Promise<Server> =>
      new Promise((resolve) => {
        const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
      });
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

describe('a start is refused in one sentence', () => {
  it('when another process uses the folder, which goes on undisturbed', async () => {
    const directory = await folderWithData();
    const { child, adminUrl } = await startElsewhere(directory);
    await expect(start(directory)).rejects.toThrow(`The database in ${directory} is in use by process ${child.pid}: stop that one first.`);
    await expect(discardPostgres(directory)).rejects.toThrow(/in use/);
    expect(await notes(adminUrl)).toEqual(['kept']);
  });

  it('when this process uses it already', async () => {
    const directory = await folderWithData();
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
    const directory = await folderWithData();
    rmSync(join(directory, 'pg-password'));
    await expect(start(directory)).rejects.toThrow(/pg-password, the password of the database beside it, is missing/);
  });

  it("with the server's own reason when it does not come up, and the folder is free again", async () => {
    const directory = await folderWithData();
    const refused = start(directory, { settings: { shared_buffers: 'plenty' } });
    await expect(refused).rejects.toThrow(
      /^PostgreSQL did not start: invalid value for parameter "shared_buffers": "plenty" \(its log is /,
    );
    await expect(start(directory)).resolves.toMatchObject({ created: false });
  });

  it('when the folder cannot be made', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    await expect(start(file)).rejects.toThrow(/^PostgreSQL cannot use .*file \(EEXIST/);
  });
});
