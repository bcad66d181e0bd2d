import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { processStart } from '../src/database/process-identity';
import {
  cleanUp,
  endOf,
  folderWithData,
  forgetData,
  kill,
  newFolder,
  notes,
  spawnStart,
  start,
  startElsewhere,
} from './fixtures/postgres-trials';

afterEach(cleanUp);
afterAll(forgetData);

const untilGone = async (pid: number): Promise<void> => {
  while (processStart(pid) !== undefined) await sleep(20);
};

describe('after a start that was killed', () => {
  it('stops the server that it left running, and keeps the data', async () => {
    const directory = await folderWithData();
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
    const child = spawnStart(directory, 'stop');
    while (!readdirSync(directory).some((name) => name.startsWith('initdb-'))) await sleep(2);
    await kill(child);
    expect(existsSync(join(directory, 'pg'))).toBe(false);
    const server = await start(directory);
    expect(server.created).toBe(true);
    expect(readdirSync(directory).filter((name) => name.startsWith('initdb-'))).toEqual([]);
  });

  it('is not misled by a pid file whose number now belongs to another process', async () => {
    const directory = await folderWithData();
    writeFileSync(join(directory, 'pg/postmaster.pid'), `${process.pid}\n${directory}/pg\n`);
    writeFileSync(join(directory, 'pg-lock.json'), JSON.stringify({ pid: process.pid, started: 'long ago' }));
    const server = await start(directory);
    expect(await notes(server.adminUrl)).toEqual(['kept']);
  });

  it('ends the server with a process that exits without stopping it', async () => {
    const { child, pid } = await startElsewhere(await folderWithData(), 'exit');
    child.stdin?.end();
    await endOf(child);
    await untilGone(pid);
    expect(child.exitCode).toBe(0);
  });
});
