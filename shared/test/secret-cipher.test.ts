import { createDecipheriv, createHash, pbkdf2Sync, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type MasterKey, type MasterKeys, masterKeys } from '../src/crypto/master-keys';
import { type KeyDerivation, type SealedSecret, SecretCipher, type SecretPlace, UnreadableSecretError } from '../src/crypto/secret-cipher';

const aKey = (id: string): MasterKey => ({ id, key: randomBytes(32) });
const aPlace = (values: Partial<SecretPlace> = {}): SecretPlace => ({
  table: 'platform_connections',
  column: 'credentials',
  rowId: randomUUID(),
  ownerId: randomUUID(),
  ...values,
});

const FLOOR = { iterations: 100_000 };
/** For tests of many secrets: another derivation out of the same three values, at once. */
const quick: KeyDerivation = async (key, salt, iterations) =>
  createHash('sha512').update(key).update(salt).update(String(iterations)).digest();
const OLD = aKey('2025');
const cipher = new SecretCipher([OLD], { derive: quick });

describe('the cipher of secrets', () => {
  it('gives back what it was given, by the real derivation', async () => {
    const real = new SecretCipher([OLD], FLOOR);
    const place = aPlace();
    const sealed = await real.encrypt('{"token":"sécret ✓"}', place);
    expect(sealed.ciphertext).toMatch(/^2025\.100000\./);
    expect(JSON.stringify(sealed)).not.toContain('token');
    expect(await real.decrypt(sealed, place)).toBe('{"token":"sécret ✓"}');
    await expect(real.decrypt(sealed, aPlace())).rejects.toThrow(UnreadableSecretError);
  });

  it('can be read by hand: PBKDF2 to 64 bytes, and AES-256-GCM under the first half', async () => {
    const place = aPlace();
    const { ciphertext, nonce, salt } = await new SecretCipher([OLD], FLOOR).encrypt('by hand', place);
    const [body, tag] = ciphertext
      .split('.')
      .slice(2)
      .map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer];
    const keys = pbkdf2Sync(OLD.key, Buffer.from(salt, 'base64url'), 100_000, 64, 'sha256');
    const decipher = createDecipheriv('aes-256-gcm', keys.subarray(0, 32), Buffer.from(nonce, 'base64url'), {
      authTagLength: 16,
    }).setAuthTag(tag);
    decipher.setAAD(Buffer.from(JSON.stringify(['plat secret 1', '2025', 100_000, place.table, place.column, place.rowId, place.ownerId])));
    expect(`${decipher.update(body, undefined, 'utf8')}${decipher.final('utf8')}`).toBe('by hand');
  });

  it('takes at least 100,000 iterations, and 600,000 unless told', async () => {
    for (const iterations of [99_999, 2_000_001, 150_000.5, Number.NaN])
      expect(() => new SecretCipher([OLD], { iterations })).toThrow(RangeError);
    expect((await cipher.encrypt('', aPlace())).ciphertext).toMatch(/^2025\.600000\./);
  });

  it('lets the event loop go on while it derives', async () => {
    const real = new SecretCipher([OLD], FLOOR);
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await real.encrypt('x', aPlace()).finally(() => clearInterval(timer));
    expect(turns).toBeGreaterThan(0);
  });

  it.each(['', 'a', 'x'.repeat(16_384), 'with "quotes", \\ and \0'])('keeps texts of every length and letter', async (text) => {
    const place = aPlace();
    expect(await cipher.decrypt(await cipher.encrypt(text, place), place)).toBe(text);
  });

  it('knows a place by its uuids, in either case', async () => {
    const place = aPlace();
    const sealed = await cipher.encrypt('x', { ...place, rowId: place.rowId.toUpperCase() });
    expect(await cipher.decrypt(sealed, place)).toBe('x');
  });

  it.each([
    ['table', { table: 'api_keys' }],
    ['column', { column: 'key' }],
    ['row', { rowId: randomUUID() }],
    ['owner', { ownerId: randomUUID() }],
    ['border between its parts', { table: 'platform_connectionscred', column: 'entials' }],
  ])('refuses a secret at another %s', async (_, other) => {
    const place = aPlace();
    const sealed = await cipher.encrypt('x', place);
    await expect(cipher.decrypt(sealed, { ...place, ...other })).rejects.toThrow(UnreadableSecretError);
  });

  it('refuses parts of two secrets of the same place put together', async () => {
    const place = aPlace();
    const [one, two] = [await cipher.encrypt('one', place), await cipher.encrypt('two', place)];
    for (const part of ['ciphertext', 'nonce', 'salt'] as const) {
      await expect(cipher.decrypt({ ...one, [part]: two[part] }, place)).rejects.toThrow(UnreadableSecretError);
    }
  });

  it('refuses one flipped bit anywhere, with one error', async () => {
    const place = aPlace();
    const sealed = await cipher.encrypt('the secret', place);
    const errors = new Set<string>();
    for (const column of Object.keys(sealed) as (keyof SealedSecret)[]) {
      for (const altered of flipped(sealed[column])) {
        const error = await cipher.decrypt({ ...sealed, [column]: altered }, place).catch((refusal: Error) => refusal);
        expect(error).toBeInstanceOf(UnreadableSecretError);
        errors.add((error as Error).message);
      }
    }
    expect(errors.size).toBe(1);
    expect(await cipher.decrypt(sealed, place)).toBe('the secret');
  });

  it.each([
    '',
    'x',
    '2025.600000.AA.AA',
    '2025.600000.AA.AA.AA.AA',
    '2025.99999.AA.AA.AA',
    '2025.9999999.AA.AA.AA',
    '2025.0600000.AA.AA.AA',
    '2026.600000.AA.AA.AA',
  ])('refuses %j, which it never wrote', async (ciphertext) => {
    const { nonce, salt } = await cipher.encrypt('x', aPlace());
    await expect(cipher.decrypt({ ciphertext, nonce, salt }, aPlace())).rejects.toThrow(UnreadableSecretError);
  });

  it('goes on reading after a rotation, as long as the old key is listed', async () => {
    const place = aPlace();
    const before = await cipher.encrypt('x', place);
    const [newest, namesake] = [aKey('2026'), { ...OLD, id: 'other' }];
    const rotated = new SecretCipher([newest, OLD], { derive: quick });
    expect(await rotated.decrypt(before, place)).toBe('x');
    const after = await rotated.encrypt('x', place);
    expect(after.ciphertext).toMatch(/^2026\./);
    await expect(cipher.decrypt(after, place)).rejects.toThrow(UnreadableSecretError);
    await expect(new SecretCipher([newest], { derive: quick }).decrypt(before, place)).rejects.toThrow(UnreadableSecretError);
    // The same bytes under another id are another key.
    const renamed = { ...before, ciphertext: before.ciphertext.replace('2025', 'other') };
    await expect(new SecretCipher([namesake], { derive: quick }).decrypt(renamed, place)).rejects.toThrow(UnreadableSecretError);
  });

  it('reads what was encrypted with fewer iterations than today', async () => {
    const place = aPlace();
    const sealed = await new SecretCipher([OLD], { ...FLOOR, derive: quick }).encrypt('x', place);
    expect(await cipher.decrypt(sealed, place)).toBe('x');
  });

  it('never repeats a nonce, a salt or a ciphertext', async () => {
    const place = aPlace();
    const sealed = await Promise.all(Array.from({ length: 1_000 }, () => cipher.encrypt('the same', place)));
    for (const column of ['ciphertext', 'nonce', 'salt'] as const) expect(new Set(sealed.map((one) => one[column])).size).toBe(1_000);
  });
});

describe('PLAT_MASTER_KEYS', () => {
  const text = (...keys: MasterKeys) => keys.map(({ id, key }) => `${id}:${key.toString('base64url')}`).join(',');

  it('names keys in the order of their use', () => {
    const keys: MasterKeys = [aKey('2026'), aKey('2025')];
    expect(masterKeys.parse(text(...keys))).toEqual(keys);
  });

  it.each([
    ['nothing', ''],
    ['no id', text(aKey(''))],
    ['a long key', text({ id: 'a', key: randomBytes(33) })],
    ['a short key', text({ id: 'a', key: randomBytes(31) })],
    ['an id twice', text(aKey('a'), aKey('a'))],
    ['an empty part', `${text(aKey('a'))},`],
    ['a dot in the id', text(aKey('a.b'))],
  ])('refuses %s, without repeating it', (_, value) => {
    const { error } = masterKeys.safeParse(value);
    expect(error?.issues).toHaveLength(1);
    for (const [key] of value.matchAll(/[\w-]{20,}/g)) expect(error?.message).not.toContain(key);
  });
});

/** Every text that differs from this one by one bit of one letter. */
function* flipped(text: string): Generator<string> {
  const bytes = Buffer.from(text);
  for (let position = 0; position < bytes.length * 8; position += 1) {
    const altered = Buffer.from(bytes);
    altered[position >> 3] = (altered[position >> 3] as number) ^ (1 << (position & 7));
    yield altered.toString('latin1');
  }
}
