import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Says where a request comes from. */
export type ClientAddress = (request: IncomingMessage) => string | undefined;

/**
 * For requests that the server does not read as such, WebSockets above all: the address that it would say of any other. It is
 * the nearest one that is no trusted proxy, of the peer and of those that `X-Forwarded-For` names, the last first.
 * @param trustedProxies addresses and networks such as 10.0.0.0/8
 */
export function clientAddress(trustedProxies: readonly string[]): ClientAddress {
  const trusted = new BlockList();
  for (const one of trustedProxies) {
    const [address = '', prefix] = one.split('/');
    const family = familyOf(address);
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  const isTrusted = (address: string) => isIP(address) !== 0 && trusted.check(address, familyOf(address));
  return ({ headers, socket }) => {
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',');
    const named = forwarded
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean);
    let address = socket.remoteAddress;
    while (address !== undefined && isTrusted(address) && named.length > 0) address = named.pop();
    return address;
  };
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
