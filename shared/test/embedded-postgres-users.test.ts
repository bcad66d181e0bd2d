import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { discardPostgres } from '../src/database/embedded-postgres';
import { serverAccount } from '../src/database/postgres-account';
import { majorOf, makeLibraryLinks, postgresPackage, runnableBinaries } from '../src/database/postgres-binaries';
import { processStart } from '../src/database/process-identity';
import { cleanUp, endOf, forgetData, newFolder, notes, PROGRAM, start, startElsewhere, writeNote } from './fixtures/postgres-trials';

const ROOT = process.getuid?.() === 0;
/** A user of the machine that is neither root nor PostgreSQL's. */
const NOBODY = { uid: 65534, gid: 65534 };

afterEach(cleanUp);
afterAll(forgetData);

it('makes the links between libraries that npm does not carry', () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'native/lib'), { recursive: true });
  writeFileSync(join(folder, 'native/lib/libx.so.1.2'), 'x');
  writeFileSync(
    join(folder, 'native/pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }]),
  );
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
    await writeNote(first.adminUrl);
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
    const { postgres } = runnableBinaries(closed, home, serverAccount());
    expect([postgres.startsWith(home), majorOf(closed)]).toEqual([true, '18']);
  });
});

/** Only root can become somebody else; and that user must be able to read this clone. */
const canBeNobody = (): boolean => {
  try {
    execFileSync(process.execPath, ['-e', `require('fs').readFileSync('${PROGRAM}')`], { ...NOBODY, stdio: 'ignore' });
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
