import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { testIdentityKey } from '@plat/shared/testing/test-keys';

it('ends with whoever started it, though it is not up yet', async () => {
  const { key, publicKey } = testIdentityKey('gateway');
  const child = fork(join(__dirname, '../src/main.ts'), {
    execArgv: ['--conditions=source', '--import=tsx'],
    timeout: 20_000, // one that does not end must not stay behind
    killSignal: 'SIGKILL',
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      CRM_URL: 'http://127.0.0.1:1',
      LOG_LEVEL: 'silent',
      PLAT_GATEWAY_KEY: JSON.stringify(key),
      PLAT_TRUSTED_KEYS: JSON.stringify({ keys: [publicKey] }),
    },
  });
  const exit = once(child, 'exit');
  child.disconnect();
  expect(await exit).toEqual([null, 'SIGTERM']);
}, 30_000);
