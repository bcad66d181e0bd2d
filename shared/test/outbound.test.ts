import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { OUTBOUND_BOUNDS, type OutboundBounds, OutboundPost } from '../src/outbound/outbound-post';
import { OutboundTargets, type Resolve } from '../src/outbound/outbound-target';
import { isPublicAddress } from '../src/outbound/public-address';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A server on this machine. @returns its port, and how many requests it got */
async function serve(listener: RequestListener) {
  const seen = { requests: 0, port: 0 };
  const server = createServer((request, response) => {
    seen.requests += 1;
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return Object.assign(seen, { port: (server.address() as AddressInfo).port });
}

const HERE = ['127.0.0.1'];
const to = (
  address: string,
  { resolve, allowed = HERE, ...bounds }: Partial<OutboundBounds> & { resolve?: Resolve; allowed?: string[] } = {},
) =>
  new OutboundPost(new OutboundTargets(allowed, resolve), { ...OUTBOUND_BOUNDS, ...bounds }).send(
    address,
    { 'content-type': 'text/plain' },
    'hello',
    new AbortController().signal,
  );
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'sent',
    (error) => error.code as string,
  );

describe('an address of the open Internet', () => {
  it.each(['8.8.8.8', '1.1.1.1', '100.63.255.255', '100.128.0.0', '172.15.0.1', '172.32.0.1', '2606:4700:4700::1111', '2a00:1450::1'])(
    'is %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ['unspecified', '0.0.0.0', '0.1.2.3', '::'],
    ['loopback', '127.0.0.1', '127.255.255.254', '::1'],
    ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1'],
    ['link-local', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'fec0::1'],
    ['carrier-grade NAT', '100.64.0.1', '100.127.255.255'],
    ['multicast and reserved', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', 'ff02::1', '100::1', '4000::1'],
    ['documentation and tests', '192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '2001:db8::1', '3fff::1', '192.88.99.1'],
    [
      'a v4 address in v6',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      '64:ff9b:1::1',
      '2002:7f00:1::',
      '2001:0:7f00:1::',
    ],
    ['no address', '', 'localhost', '127.1', '0x7f.1'],
  ])('is none of %s', (_, ...addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });
});

describe('an address that somebody else chose', () => {
  const targets = new OutboundTargets([], async () => [{ address: '8.8.8.8', family: 4 }]);

  it.each(['https://example.com/hook', 'https://example.com:8443/', 'https://8.8.8.8/', 'https://[2606:4700:4700::1111]/'])(
    'may be %s',
    (url) => expect(targets.fault(url)).toBeUndefined(),
  );

  it.each([
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://example.com/',
    'https://ann:secret@example.com/',
    'https://example.com/#x',
    'https://example.com:25/',
    'https://example.com:22/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://127.0.0.1./',
    'https://１２７.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://0/',
    'nothing',
  ])('may not be %s', (url) => expect(targets.fault(url)).toBeDefined());

  it('is refused when its name stands for an address inside, one of several included', async () => {
    const inside = (...addresses: string[]) => new OutboundTargets([], async () => addresses.map((address) => ({ address, family: 4 })));
    expect(await inside('8.8.8.8', '10.0.0.1').resolvedFault('https://example.com/')).toBe('must lead to the open Internet');
    expect(await inside('8.8.8.8').resolvedFault('https://example.com/')).toBeUndefined();
    expect(await new OutboundTargets().resolvedFault('https://localhost/')).toBe('must lead to the open Internet');
    const unknown = new OutboundTargets([], async () => Promise.reject(new Error('ENOTFOUND')));
    expect(await unknown.resolvedFault('https://example.com/')).toBeUndefined();
  });

  it('may be anywhere, by http too, where the operator allows its host', () => {
    const allowing = new OutboundTargets(['Partner.internal', '127.0.0.1:8080', '[::1]']);
    for (const url of ['http://partner.internal/', 'https://partner.internal:25/', 'http://127.0.0.1:8080/', 'http://[::1]:1/'])
      expect(allowing.fault(url)).toBeUndefined();
    for (const url of ['http://127.0.0.1/', 'http://127.0.0.1:8081/', 'http://x.partner.internal/', 'ftp://partner.internal/'])
      expect(allowing.fault(url)).toBeDefined();
  });
});

describe('a post to it', () => {
  it('brings the body, and takes status and answer back', async () => {
    let got = '';
    const { port } = await serve(async (request, response) => {
      for await (const part of request) got += String(part);
      response.writeHead(202).end('thanks');
    });
    const { status, body } = await to(`http://127.0.0.1:${port}/`);
    expect([got, status, String(body)]).toEqual(['hello', 202, 'thanks']);
  });

  it('follows no redirect', async () => {
    const inner = await serve((_, response) => response.end());
    const { port } = await serve((_, response) => response.writeHead(307, { location: `http://127.0.0.1:${inner.port}/` }).end());
    expect((await to(`http://127.0.0.1:${port}/`)).status).toBe(307);
    expect(inner.requests).toBe(0);
  });

  it('does not connect to a name that leads inside, whatever it led to before', async () => {
    const inner = await serve((_, response) => response.end());
    const answers = ['8.8.8.8', '127.0.0.1'];
    const rebinding = new OutboundTargets([], async () => [{ address: answers.shift() ?? '127.0.0.1', family: 4 }]);
    const url = `https://rebinding.example:${inner.port}/`;
    expect(await rebinding.resolvedFault(url)).toBeUndefined();
    expect(await codeOf(new OutboundPost(rebinding).send(url, {}, '', new AbortController().signal))).toBe('ADDRESS_REFUSED');
    expect(inner.requests).toBe(0);
  });

  it('asks once what a name stands for, and connects to that very address', async () => {
    const { port } = await serve((_, response) => response.end('here'));
    let asked = 0;
    const resolve: Resolve = async () => {
      asked += 1;
      return [{ address: '127.0.0.1', family: 4 }];
    };
    expect(String((await to(`http://partner.internal:${port}/`, { resolve, allowed: ['partner.internal'] })).body)).toBe('here');
    expect(asked).toBe(1);
  });

  it.each(['https://127.0.0.1:1/', 'https://[::1]:1/', 'https://localhost:1/', 'http://8.8.8.8/', 'https://[::ffff:127.0.0.1]:1/'])(
    'does not begin to %s',
    async (url) => expect(await codeOf(to(url, { allowed: [] }))).toBe('ADDRESS_REFUSED'),
  );

  it('does not wait for a server that says nothing, nor for a name that nobody knows', async () => {
    const { port } = await serve(() => undefined);
    expect(await codeOf(to(`http://127.0.0.1:${port}/`, { headMs: 50 }))).toBe('TIMEOUT');
    const never: Resolve = () => new Promise(() => undefined);
    expect(await codeOf(to('https://example.com/', { headMs: 50, resolve: never }))).toBe('TIMEOUT');
    expect(await codeOf(to('https://example.com/', { resolve: async () => [] }))).toBe('ENOTFOUND');
    expect(await codeOf(to('http://127.0.0.1:1/'))).toBe('ECONNREFUSED');
    const upgrading = await serve((request) => {
      request.socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n');
    });
    expect(await codeOf(to(`http://127.0.0.1:${upgrading.port}/`))).toBe('ECONNRESET');
  });

  it('takes the status of a server whose body does not end, and no more than the beginning of a long one', async () => {
    const slow = await serve((_, response) => void response.writeHead(200).write('a'));
    const { status, body } = await to(`http://127.0.0.1:${slow.port}/`, { bodyMs: 50 });
    expect([status, String(body)]).toEqual([200, 'a']);
    let wrote = 0;
    const huge = await serve((_, response) => {
      const part = 'x'.repeat(64 * 1024);
      const go = () => {
        while (!response.destroyed) {
          wrote += part.length;
          if (!response.write(part)) return void response.once('drain', go);
        }
      };
      response.writeHead(200);
      go();
    });
    expect((await to(`http://127.0.0.1:${huge.port}/`)).body).toHaveLength(4_096);
    expect(wrote).toBeLessThan(64 * 1024 * 1024);
  });

  it('keeps a body that breaks off, and ends when it is told to', async () => {
    const broken = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    expect(String((await to(`http://127.0.0.1:${broken.port}/`)).body)).toBe('half');
    const stop = new AbortController();
    const { port } = await serve(() => stop.abort());
    const sent = new OutboundPost(new OutboundTargets(HERE)).send(`http://127.0.0.1:${port}/`, {}, '', stop.signal);
    expect(await codeOf(sent)).toBe('ABORT_ERR');
  });
});
