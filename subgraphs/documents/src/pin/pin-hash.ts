import { createHmac } from 'node:crypto';
import { needsRehash, SlowHash } from '@plat/shared/crypto/slow-hash';
import { unavailable } from '@plat/shared/errors/plat-error';
import { isTooLongForPin, normalizedPin } from './pin.rules';

/**
 * What is kept of a PIN. Six digits fall within hours to whoever has their argon2id hash, so HMAC-SHA256 comes first, with a
 * pepper that is in no database: without it a hash says nothing. The document is part of it, so that no hash serves another one.
 */
export class PinHash {
  private readonly slow: SlowHash;

  /** @param pepper 32 bytes @param onHash told of every hash that is computed, to be counted */
  constructor(
    private readonly pepper: Buffer,
    onHash?: () => void,
  ) {
    this.slow = new SlowHash(() => unavailable('Too many PINs are under way right now; try again in a moment.'), 200, onHash);
  }

  /** @throws PlatError UNAVAILABLE when a PIN could not be looked at: asked before its attempt is counted */
  assertRoom(): void {
    this.slow.assertRoom();
  }

  /** An argon2id hash in PHC form. @throws PlatError UNAVAILABLE when too many wait */
  of(documentId: string, pin: string): Promise<string> {
    return this.slow.of(this.peppered(documentId, pin));
  }

  /** Whether it is the PIN; without a hash it works as long and says no. @throws PlatError UNAVAILABLE when too many wait */
  async fits(documentId: string, hash: string | null | undefined, pin: string): Promise<boolean> {
    const isPossible = !isTooLongForPin(pin);
    return this.slow.fits(isPossible ? hash : undefined, this.peppered(documentId, isPossible ? pin : ''));
  }

  /** Whether a hash is weaker than those of today. */
  isWeak(hash: string): boolean {
    return needsRehash(hash);
  }

  private peppered(documentId: string, pin: string): string {
    return createHmac('sha256', this.pepper).update(`${documentId.toLowerCase()}\0`).update(normalizedPin(pin)).digest('base64url');
  }
}
