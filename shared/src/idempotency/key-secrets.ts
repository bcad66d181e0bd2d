import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Whose key it is, as the client sent it, and the response name of the root field that it is used for. */
export interface KeyedName {
  readonly userId: string;
  readonly key: string;
  readonly field: string;
}

const ALGORITHM = 'aes-256-gcm';
const FORM = /^1\.([\w-]{16})\.([\w-]*)\.([\w-]{22})$/;
const base64url = (bytes: Buffer): string => bytes.toString('base64url');

/**
 * What turns a client's key into what the database keeps. Answers may hold tokens and revealed secrets, and inputs
 * passwords: they are sealed and hashed under a key that follows from the client's key, the user and a secret of the
 * service, so that neither the database nor the service's secret alone tells anything, however simple the client's key.
 */
export class KeySecrets {
  /** SHA-256, by which the row is found. */
  readonly keyHash: string;
  /** The advisory lock that whoever carries out the field holds: 64 bits, as PostgreSQL takes them. */
  readonly lock: string;
  private readonly cipherKey: Buffer;
  private readonly macKey: Buffer;
  private readonly bound: Buffer;

  /** @param secret at least 32 bytes, the same for all replicas; with another one, what was sealed cannot be opened */
  constructor(secret: Buffer, { userId, key, field }: KeyedName) {
    this.keyHash = createHash('sha256').update(key).digest('base64url');
    this.bound = Buffer.from(JSON.stringify(['plat idempotency 1', userId, this.keyHash, field]));
    this.lock = createHash('sha256').update(this.bound).digest().readBigInt64BE().toString();
    const bytes = Buffer.from(hkdfSync('sha256', Buffer.concat([secret, Buffer.from(key)]), userId, 'plat idempotency 1', 64));
    this.cipherKey = bytes.subarray(0, 32);
    this.macKey = bytes.subarray(32);
  }

  /** A keyed hash: the same for the same text under the same key of the same user, and for nothing else. */
  mac(text: string): string {
    return base64url(createHmac('sha256', this.macKey).update(text).digest());
  }

  seal(text: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv(ALGORITHM, this.cipherKey, nonce).setAAD(this.bound);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return ['1', base64url(nonce), base64url(body), base64url(cipher.getAuthTag())].join('.');
  }

  /** @returns undefined for what was altered, moved, or sealed under another secret of the service */
  open(sealed: string): string | undefined {
    const [, nonce = '', body = '', tag = ''] = FORM.exec(sealed) ?? [];
    try {
      const decipher = createDecipheriv(ALGORITHM, this.cipherKey, Buffer.from(nonce, 'base64url'), { authTagLength: 16 });
      decipher.setAAD(this.bound).setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}
