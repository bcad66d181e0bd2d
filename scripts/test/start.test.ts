import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { discardPostgres } from '@plat/shared/database/embedded-postgres';
import { ask, isAlive, newDirectory, type Start, signIn, start } from './start-harness';

const PATIENCE = 120_000;
const QUERY =
  '{ me { email properties(first: 2) { edges { node { title documents(first: 2) { edges { node { title } } } } } } platformLinks(first: 1) { edges { node { name } } } exchanges { totalCount } } builds(first: 1) { edges { node { client { name } } } } }';

/** An operator's command in another terminal, with nothing set but where the data are. */
const runCommand = (name: string, directory: string) =>
  spawnSync(process.execPath, ['--conditions=source', '--import=tsx', join(__dirname, `../src/${name}.ts`)], {
    cwd: join(__dirname, '../..'),
    env: { PATH: process.env.PATH, PLAT_DIRECTORY: directory },
    encoding: 'utf8',
  });

describe('npm start', () => {
  const running: Start[] = [];
  const run = (...args: Parameters<typeof start>): Start => {
    const one = start(...args);
    running.push(one);
    return one;
  };
  afterEach(async () => {
    for (const one of running.splice(0)) if (one.process.exitCode === null) await one.end('SIGTERM');
  });

  it(
    'answers with the demo, stops without a trace, and finds its data again',
    async () => {
      const directory = newDirectory();
      const first = run(directory);
      const ready = await first.ready();
      expect(statSync(join(directory, 'ready.json')).mode & 0o777).toBe(0o600);
      expect(statSync(join(directory, 'keys.json')).mode & 0o777).toBe(0o600);
      expect(ready.users.map(({ role }) => role)).toEqual(['ADMIN', 'COORDINATOR', 'CLIENT', 'THIRD_PARTY', 'AGENCY', 'USER']);
      for (const { email, password } of ready.users) expect(first.output()).toContain(`${email}`.padEnd(1) && password);
      const { data, errors } = await ask(ready, QUERY, {}, await signIn(ready, 'ADMIN'));
      expect(errors).toBeUndefined();
      expect(data.me.properties.edges).toHaveLength(2);

      const token = await signIn(ready, 'USER');
      const made = await ask(
        ready,
        'mutation { createProperty(input: { title: "Kept", propertyType: "house", address: { line1: "1", city: "c", state: "s", zip: "z" } }) { id } }',
        {},
        token,
      );
      expect(made.errors).toBeUndefined();
      for (const command of ['audit-verify', 'grants-rebuild', 'keys-rotate']) {
        const { status, stdout, stderr } = runCommand(command, directory);
        expect([command, status, stderr]).toEqual([command, 0, '']);
        expect(stdout).toContain(`what npm start runs on ${directory}`);
      }
      expect(await first.end('SIGINT')).toBe(0);
      expect(ready.pids.filter(isAlive)).toEqual([]);
      expect(runCommand('audit-verify', directory).stderr).toContain('CRM_SYSTEM_DATABASE_URL is missing');
      expect(existsSync(join(directory, 'ready.json'))).toBe(false);

      const second = run(directory);
      const again = await second.ready();
      expect(second.output()).not.toContain('Seeding');
      const found = await ask(
        again,
        'query ($id: ID!) { property(id: $id) { title } }',
        { id: made.data.createProperty.id },
        await signIn(again, 'USER'),
      );
      expect(found.data.property.title).toBe('Kept');

      const third = run(directory);
      expect(await third.end()).toBe(1);
      expect(third.output()).toMatch(/in use by process \d+/);
      expect((await ask(again, '{ __typename }')).data.__typename).toBe('Query');
      expect(await second.end('SIGTERM')).toBe(0);
      await discardPostgres(directory);
    },
    PATIENCE,
  );

  it(
    'runs one process for each service, goes on without one that is killed, and stops the rest',
    async () => {
      const directory = newDirectory();
      const one = run(directory, {}, ['--processes']);
      const ready = await one.ready();
      expect(ready.pids).toHaveLength(8);
      const token = await signIn(ready, 'ADMIN');
      expect((await ask(ready, QUERY, {}, token)).errors).toBeUndefined();
      process.kill(ready.pids[2] as number, 'SIGKILL'); // the launcher, crm, documents, …
      while (!one.output().includes('The documents process ended')) await new Promise((resolve) => setTimeout(resolve, 20));
      const { data, errors } = await ask(ready, QUERY, {}, token);
      expect(data.me.email).toBe('ada@plat.example.com');
      expect(data.me.properties.edges[0].node.documents).toBeNull();
      expect(errors?.every(({ extensions }) => extensions.code === 'UNAVAILABLE')).toBe(true);
      expect(await one.end('SIGINT')).toBe(0);
      expect(ready.pids.filter(isAlive)).toEqual([]);
      await discardPostgres(directory);
    },
    PATIENCE,
  );

  it(
    'begins anew when a first start was killed while it seeded',
    async () => {
      const directory = newDirectory();
      const killed = run(directory);
      while (!killed.output().includes('Seeding the demo: sync')) await new Promise((resolve) => setTimeout(resolve, 5));
      await killed.end('SIGKILL');
      const second = run(directory);
      const ready = await second.ready();
      expect(second.output()).toMatch(/interrupted/);
      expect((await ask(ready, QUERY, {}, await signIn(ready, 'ADMIN'))).errors).toBeUndefined();
      expect(await second.end('SIGINT')).toBe(0);
      await discardPostgres(directory);
    },
    PATIENCE,
  );
});
