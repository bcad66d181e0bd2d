import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../src/config';

const ENV = {
  SYNC_DATABASE_URL: 'postgres://app:x@localhost/sync',
  SYNC_SYSTEM_DATABASE_URL: 'postgres://system:x@localhost/sync',
  SYNC_KEY: '{}',
  PLAT_TRUSTED_KEYS: '{"keys":[]}',
  PLAT_CURSOR_KEY: randomBytes(32).toString('base64url'),
};

describe('the configuration of sync', () => {
  it('has the master keys, in the order of their use', () => {
    const [one, two] = [randomBytes(32), randomBytes(32)];
    const { masterKeys, port } = readConfig({
      ...ENV,
      PLAT_MASTER_KEYS: `new:${one.toString('base64url')},old:${two.toString('base64url')}`,
    });
    expect(masterKeys).toEqual([
      { id: 'new', key: one },
      { id: 'old', key: two },
    ]);
    expect(port).toBe(4003);
  });

  it('names the variable when they are missing or malformed', () => {
    expect(() => readConfig(ENV)).toThrow('PLAT_MASTER_KEYS: is missing');
    expect(() => readConfig({ ...ENV, PLAT_MASTER_KEYS: 'one:two' })).toThrow('PLAT_MASTER_KEYS: must be id:key');
  });
});
