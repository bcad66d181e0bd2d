import { describe, expect, it } from '@jest/globals';
import { stepOf } from '../src/keys/signing';
import { newSigningKey } from '../src/start/keys';

const [a, b] = [newSigningKey(), newSigningKey()];
const step = (keys: (typeof a)[], name: 'add' | 'use' | 'drop') => stepOf({ keys }, name, () => b).keys;

describe('a rotation of the keys that sign access tokens', () => {
  it('publishes a key, lets it sign, and withdraws the old one', () => {
    expect(step([a], 'add')).toEqual([a, b]);
    expect(step([a, b], 'use')).toEqual([b, a]);
    expect(step([b, a], 'drop')).toEqual([b]);
  });

  it.each([
    [[a, b], 'add', 'under way'],
    [[a], 'use', 'begin with "add"'],
    [[a], 'drop', 'begin with "add"'],
    [[a, b, a], 'use', 'one key, or two'],
  ] as const)('refuses a step out of turn', (keys, name, says) => {
    expect(() => step([...keys], name)).toThrow(says);
  });

  it('makes keys of which no two have the same name', () => {
    expect(a.kid).not.toBe(b.kid);
    expect(a).toMatchObject({ kty: 'EC', crv: 'P-256', kid: expect.stringMatching(/^crm-[0-9a-f]{12}$/), d: expect.any(String) });
  });
});
