import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { readEvents, writeEvent } from '../src/access/event-stream';
import { IdentityIssuer } from '../src/access/identity-token';
import { RevocationStream, revocationEvent } from '../src/access/revocation-stream';
import { Revocations } from '../src/access/revocations';
import { type ServiceAddresses, ServiceClient } from '../src/access/service-client';
import { testIdentityKey } from '../src/testing/test-keys';
import { aViewer } from '../src/testing/viewers';

const viewer = aViewer('USER', { asOf: 0 });
const LOG = { info: () => undefined, warn: () => undefined };
/** Nothing here waits for time to pass, and so nothing gives up because of it. */
const PACE = { firstWait: 1, longestWait: 5, silence: 60_000, start: 60_000 };

/** Something that comes to be: looked at until it is. */
const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise(setImmediate);
};

/** crm as its readers see it: what was asked, and a stream for each. */
let asked: string[];
let readers: Readable[];
let script: string[];
let crm: FastifyInstance;
let port = 0;
const serve = async () => {
  crm = fastify({ forceCloseConnections: true });
  crm.get('/internal/revocations', async (request, reply) => {
    asked.push(request.url);
    const stream = new Readable({ read: () => undefined });
    stream.push(script.shift() ?? revocationEvent('ready', 0));
    readers.push(stream);
    return reply.type('text/event-stream').send(stream);
  });
  await crm.listen({ host: '127.0.0.1', port });
  port = (crm.server.address() as { port: number }).port;
};

let client: ServiceClient;
let stream: RevocationStream;
beforeEach(async () => {
  [asked, readers, script] = [[], [], []];
  await serve();
  client = new ServiceClient(new IdentityIssuer('sync', testIdentityKey('sync').key), {
    crm: `http://127.0.0.1:${port}`,
  } as ServiceAddresses);
  stream = new RevocationStream(client, LOG, new Revocations(() => 0), PACE);
});
afterEach(async () => {
  await stream.stop();
  for (const reader of readers) reader.destroy();
  await crm.close();
  await client.close();
});

const say = (...events: string[]) => readers.at(-1)?.push(events.join(''));
const revocation = (seq: number, subjectId = viewer.userId) => revocationEvent('revocation', { seq, subjectId });
const isRevoked = () =>
  stream.assertHolds(viewer).then(
    () => false,
    () => true,
  );

describe('following revocations', () => {
  it('knows when it starts what was revoked before, and then what comes', async () => {
    script = [revocation(3, aViewer().userId) + revocationEvent('ready', 3)];
    await stream.start();
    expect([asked, stream.revocations.lastSeq, stream.revocations.isCurrent]).toEqual([['/internal/revocations'], 3, true]);
    await stream.assertCurrent(viewer);
    say(revocation(5));
    await until(() => stream.revocations.lastSeq === 5);
    expect(await isRevoked()).toBe(true);
    await expect(stream.assertCurrent(viewer)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('goes on from where it stood after an interruption, and is not current meanwhile', async () => {
    script = [revocationEvent('ready', 3)];
    await stream.start();
    await crm.close();
    await until(() => !stream.revocations.isCurrent);
    await expect(stream.assertCurrent(viewer)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await stream.assertHolds(viewer);
    script = [revocation(4) + revocationEvent('ready', 4)];
    await serve();
    await until(() => stream.revocations.isCurrent);
    expect([asked.at(-1), await isRevoked()]).toEqual(['/internal/revocations?after=3', true]);
  });

  it('forgets everything when crm counts anew', async () => {
    script = [revocation(7) + revocationEvent('ready', 7)];
    await stream.start();
    expect(await isRevoked()).toBe(true);
    script = [revocationEvent('reset', null) + revocationEvent('ready', 1)];
    readers.at(-1)?.destroy();
    await until(() => stream.revocations.lastSeq === 1);
    expect([asked.at(-1), await isRevoked()]).toEqual(['/internal/revocations?after=7', false]);
  });

  it('starts without crm, and finds it later', async () => {
    await crm.close();
    await stream.start();
    expect(stream.revocations.isCurrent).toBe(false);
    await serve();
    await until(() => stream.revocations.isCurrent);
  });

  it.each([
    ['is no event', 'hello\n\n'],
    ['is none of these events', writeEvent('other', 1)],
    ['has another form', writeEvent('revocation', { seq: 'x' })],
    ['is no JSON', 'event: heartbeat\ndata: {\n\n'],
    ['has no end', 'x'.repeat(70_000)],
  ])('begins anew after something that %s', async (_, text) => {
    await stream.start();
    say(text);
    await until(() => readers.length === 2);
    await until(() => stream.revocations.isCurrent);
  });

  it('gives up a crm that says nothing', async () => {
    await stream.stop();
    stream = new RevocationStream(client, LOG, new Revocations(() => 0), { ...PACE, silence: 1 });
    await stream.start();
    await until(() => readers.length > 1);
  });
});

describe('events', () => {
  it.each([1, 2, 7, 1_000])('are read in pieces of %i bytes', async (size) => {
    const bytes = Buffer.from(writeEvent('a', { text: 'ü\n' }) + writeEvent('b', null));
    const pieces = async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    };
    const read: unknown[] = [];
    for await (const { event, data } of readEvents(pieces())) read.push([event, JSON.parse(data)]);
    expect(read).toEqual([
      ['a', { text: 'ü\n' }],
      ['b', null],
    ]);
  });
});
