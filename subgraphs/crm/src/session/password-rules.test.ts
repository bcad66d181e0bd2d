import { describe, expect, it } from '@jest/globals';
import { dictionary } from '@zxcvbn-ts/language-common';
import { passwordNeedsRehash } from './password';
import { faultOfPassword } from './password-rules';

const ann = { email: 'ann.archer@example.com', username: 'Toxophilite' };

describe('a new password', () => {
  it.each([
    'correct horse battery',
    'x'.repeat(1_024),
    'äöüß日本語の合言葉🙂',
    '        8 spaces',
    'ann.archer and her bow',
    '\u{1F600}\u{1F601}\u{1F602}\u{1F603}\u{1F604}\u{1F605}\u{1F606}\u{1F607}',
    `${'é'.normalize('NFD').repeat(512)}`,
  ])('may be %j', async (password) => {
    expect(await faultOfPassword(password, ann)).toBeUndefined();
  });

  it.each([
    ['', 'at least 8'],
    ['1', 'at least 8'],
    ['\u{1F600}'.repeat(7), 'at least 8'],
    [`${'e\u0301'.repeat(7)}`, 'at least 8'],
    ['x'.repeat(1_025), 'at most 1,024 bytes'],
    ['x'.repeat(10_000_000), 'at most 1,024 bytes'],
    ['a null \0 in it', 'null character'],
    ['half of a \ud800 character', 'half of a character'],
    ['password', 'most common'],
    ['PassWord', 'most common'],
    ['ｐａｓｓｗｏｒｄ', 'most common'],
    ['p.a.s.s.w.o.r.d', 'most common'],
    ['Plat-2026!', 'or ours'],
    ['ann.archer', 'your name or address'],
    ['ANN.ARCHER@EXAMPLE.COM', 'your name or address'],
    ['2026 Toxophilite!', 'your name or address'],
  ])('may not be %j', async (password, fault) => {
    expect(await faultOfPassword(password, ann)).toContain(fault);
  });

  it('names all of its faults at once', async () => {
    expect(await faultOfPassword('plat\0', ann)).toBe(
      'must have at least 8 characters, must not have a null character or half of a character in it, must be more than your name or address, or ours',
    );
  });

  it('is none of the 3,000 most common', async () => {
    const accepted = await Promise.all(
      dictionary.passwords.slice(0, 3_000).map(async (password) => ((await faultOfPassword(password, ann)) ? undefined : password)),
    );
    expect(accepted.filter(Boolean)).toEqual([]);
  });
});

describe('a stored hash', () => {
  it.each([
    ['$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', false],
    ['$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA', false],
    ['$argon2id$v=19$m=19455,t=2,p=1$c2FsdA$aGFzaA', true],
    ['$argon2id$v=19$m=19456,t=1,p=1$c2FsdA$aGFzaA', true],
    ['$argon2i$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA', true],
    ['$argon2id$v=16$m=65536,t=3,p=1$c2FsdA$aGFzaA', true],
  ])('%s is to be replaced: %s', (hash, weak) => {
    expect(passwordNeedsRehash(hash)).toBe(weak);
  });
});
