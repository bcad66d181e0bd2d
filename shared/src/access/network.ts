import { isIP } from 'node:net';

/** The network that an address counts for: itself, or its /64, of which an IPv6 client has all to itself. */
export function networkOf(address: string | undefined): string | undefined {
  const plain = address?.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '') ?? '';
  const version = isIP(plain);
  if (!version) return undefined;
  return version === 4 ? `${plain}/32` : `${plain}/64`;
}
