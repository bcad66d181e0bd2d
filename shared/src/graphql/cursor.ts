import { createHmac, timingSafeEqual } from 'node:crypto';
import { badInput } from '../errors/plat-error';

const MAC_BYTES = 16;

/** The position of a row in an ordered list: the values of the ordering's columns as PostgreSQL prints them, id last. */
export type CursorValues = readonly (string | null)[];

/**
 * Opaque positions in lists, signed so that only a cursor that this list gave to this viewer under this ordering is
 * taken back. A client can neither make one up nor carry one elsewhere.
 */
export class CursorCodec {
  /** @param key 32 bytes, PLAT_CURSOR_KEY, the same for all replicas */
  constructor(private readonly key: Buffer) {}

  /** @param binding list name, ordering and viewer: all that the cursor is only good for */
  encode(binding: string, values: CursorValues): string {
    const body = Buffer.from(JSON.stringify(values));
    return Buffer.concat([this.mac(binding, body), body]).toString('base64url');
  }

  /** @throws PlatError BAD_USER_INPUT naming `argument` for a foreign, altered or cut cursor */
  decode(binding: string, cursor: string, argument: string): CursorValues {
    const bytes = Buffer.from(cursor, 'base64url');
    const body = bytes.subarray(MAC_BYTES);
    if (bytes.length <= MAC_BYTES || !timingSafeEqual(bytes.subarray(0, MAC_BYTES), this.mac(binding, body))) {
      throw badInput({ [argument]: 'is no cursor of this list in this order; take one from its pageInfo or edges' });
    }
    return JSON.parse(body.toString()) as CursorValues;
  }

  private mac(binding: string, body: Buffer): Buffer {
    return createHmac('sha256', this.key).update(binding).update('\0').update(body).digest().subarray(0, MAC_BYTES);
  }
}
