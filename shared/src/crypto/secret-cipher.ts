import { createCipheriv, createDecipheriv, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { MasterKey, MasterKeys } from './master-keys';

/** Where a secret is kept. It can be read there and nowhere else: a row's secret copied into another row is refused. */
export interface SecretPlace {
  readonly table: string;
  readonly column: string;
  /** The uuid of the row, known before it is inserted. */
  readonly rowId: string;
  /** The uuid of the user whose secret it is. */
  readonly ownerId: string;
}

/** A secret as three columns keep it; all of it is text, and none of it needs to be hidden from a backup. */
export interface SealedSecret {
  /** `key id.iterations.ciphertext.tag.mac`, the last three in base64url. */
  readonly ciphertext: string;
  readonly nonce: string;
  readonly salt: string;
}

/** A secret that was altered, moved to another place, or encrypted under a key that is not ours; it does not say which. */
export class UnreadableSecretError extends Error {
  override readonly name: string = 'UnreadableSecretError';

  constructor() {
    super('The secret cannot be read: it was altered or moved, or its key is missing in PLAT_MASTER_KEYS.');
  }
}

/** Derives 64 bytes: 32 for the cipher, 32 for the MAC. */
export type KeyDerivation = (key: Buffer, salt: Buffer, iterations: number) => Promise<Buffer>;

const pbkdf2Async = promisify(pbkdf2);
/** In node's thread pool: the event loop goes on meanwhile. */
const deriveByPbkdf2: KeyDerivation = (key, salt, iterations) => pbkdf2Async(key, salt, iterations, 64, 'sha256');

const ITERATIONS = 600_000;
const MIN_ITERATIONS = 100_000;
/** Bounds the work that whoever can write a row can cause by it. */
const MAX_ITERATIONS = 2_000_000;
const NONCE_BYTES = 12;
const SALT_BYTES = 32;
const TAG_BYTES = 16;
const ALGORITHM = 'aes-256-gcm';
const FORM = /^([\w-]{1,32})\.([1-9]\d{5,6})\.([\w-]*)\.([\w-]+)\.([\w-]+)$/;

const base64url = (bytes: Buffer): string => bytes.toString('base64url');
const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url');

/** What a secret is bound to, in a form in which no two places are alike. Uuids are the same in either case. */
const additionalData = (keyId: string, iterations: number, { table, column, rowId, ownerId }: SecretPlace): string =>
  JSON.stringify(['plat secret 1', keyId, iterations, table, column, rowId.toLowerCase(), ownerId.toLowerCase()]);

/**
 * Encrypts the secrets that other systems trust us with: platform credentials, API keys, calendar tokens. Each has a
 * random salt, from which PBKDF2-HMAC-SHA256 derives an AES-256-GCM key and an HMAC-SHA256 key of its own.
 */
export class SecretCipher {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly current: MasterKey;
  private readonly iterations: number;
  private readonly derive: KeyDerivation;

  /** @param options iterations: of PBKDF2 for new secrets; derive: another derivation, for tests that need thousands */
  constructor(
    keys: MasterKeys,
    { iterations = ITERATIONS, derive = deriveByPbkdf2 }: { iterations?: number; derive?: KeyDerivation } = {},
  ) {
    if (!isBounded(iterations))
      throw new RangeError(`PBKDF2 takes ${MIN_ITERATIONS} to ${MAX_ITERATIONS} iterations here, not ${iterations}.`);
    this.keys = new Map(keys.map(({ id, key }) => [id, key]));
    this.current = keys[0];
    this.iterations = iterations;
    this.derive = derive;
  }

  /** Encrypts under the first master key; the same text never looks the same twice. */
  async encrypt(plaintext: string, place: SecretPlace): Promise<SealedSecret> {
    const {
      iterations,
      current: { id, key },
    } = this;
    const salt = randomBytes(SALT_BYTES);
    const nonce = randomBytes(NONCE_BYTES);
    const bound = additionalData(id, iterations, place);
    const { cipherKey, macKey } = await this.derived(key, salt, iterations);
    const cipher = createCipheriv(ALGORITHM, cipherKey, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(bound));
    const body = base64url(Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]));
    const tag = base64url(cipher.getAuthTag());
    const columns = { nonce: base64url(nonce), salt: base64url(salt) };
    const mac = macOf(macKey, [bound, columns.nonce, columns.salt, body, tag]);
    return { ciphertext: [id, iterations, body, tag, mac].join('.'), ...columns };
  }

  /** @throws UnreadableSecretError unless this very text was encrypted for this very place under a key that we have */
  async decrypt({ ciphertext, nonce, salt }: SealedSecret, place: SecretPlace): Promise<string> {
    const [, id = '', count, body = '', tag = '', mac = ''] = FORM.exec(ciphertext) ?? [];
    const key = this.keys.get(id);
    const iterations = Number(count);
    if (!key || !isBounded(iterations)) throw new UnreadableSecretError();
    const bound = additionalData(id, iterations, place);
    const { cipherKey, macKey } = await this.derived(key, bytesOf(salt), iterations);
    // The MAC covers the texts, not their bytes: base64url lets several texts stand for the same bytes.
    const expected = Buffer.from(macOf(macKey, [bound, nonce, salt, body, tag]));
    const given = Buffer.from(mac);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new UnreadableSecretError();
    try {
      const decipher = createDecipheriv(ALGORITHM, cipherKey, bytesOf(nonce), { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(bound)).setAuthTag(bytesOf(tag));
      return Buffer.concat([decipher.update(bytesOf(body)), decipher.final()]).toString('utf8');
    } catch {
      throw new UnreadableSecretError();
    }
  }

  private async derived(key: Buffer, salt: Buffer, iterations: number): Promise<{ cipherKey: Buffer; macKey: Buffer }> {
    const bytes = await this.derive(key, salt, iterations);
    return { cipherKey: bytes.subarray(0, 32), macKey: bytes.subarray(32) };
  }
}

const isBounded = (iterations: number): boolean =>
  Number.isInteger(iterations) && iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS;

/** The parts as a JSON list, so that no letter can move from one part to the next. */
const macOf = (key: Buffer, parts: readonly string[]): string =>
  base64url(createHmac('sha256', key).update(JSON.stringify(parts)).digest());
