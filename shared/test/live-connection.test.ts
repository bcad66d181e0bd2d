import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { IDENTITY_HEADER } from '../src/access/identity-header';
import type { Viewer } from '../src/access/viewer';
import { subscribeAs, until } from '../src/testing/subscribe-as';
import { aViewer } from '../src/testing/viewers';
import { IDENTITY_FORGERIES, validIdentity } from './fixtures/identity-forgeries';
import { aNote, change, connectedSocket, liveStage, RENAMED, rawSocket, titles } from './fixtures/live-stage';

const stage = liveStage();
const REVOKED = { code: 4401, reason: 'The access token is not valid, or no longer; sign in again.' };

describe('a live connection', () => {
  it.each(IDENTITY_FORGERIES)('is closed with 4401 for a token that is %s, and refused with 401 in the upgrade', async (_, forge) => {
    const service = await stage.start();
    const token = await forge(validIdentity(service.keys.gateway), service.keys.own);
    const one = await rawSocket(service);
    one.say({ type: 'connection_init', payload: { [IDENTITY_HEADER]: token } });
    expect(await one.closed).toEqual({ code: 4401, reason: 'This service answers to the gateway only.' });
    expect(one.heard).toEqual([]);
    if (token !== undefined) expect(await (await rawSocket(service, { [IDENTITY_HEADER]: token })).closed).toMatchObject({ code: 401 });
  });

  it('answers nothing before the token has come', async () => {
    const service = await stage.start();
    const one = await rawSocket(service);
    one.say({ type: 'subscribe', id: 'a', payload: { query: RENAMED, variables: { id: randomUUID() } } });
    expect(await one.closed).toMatchObject({ code: 4401 });
    expect(one.heard).toEqual([]);
  });

  it('takes the token of the upgrade as well as that of the first message', async () => {
    const service = await stage.start();
    const owner = aViewer();
    const note = await aNote(service, owner);
    const subscription = await subscribeAs(service, owner, RENAMED, { id: note.id }, { inHeader: true });
    await change(service, owner, note, { title: 'by header' });
    expect(titles(await subscription.received(1))).toEqual(['by header']);
    await subscription.stop();
  });

  it('is closed when the first message does not come, and when it speaks another protocol', async () => {
    const service = await stage.start({ initMs: 20 });
    expect(await (await rawSocket(service)).closed).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
    const other = await rawSocket(service, {}, 'graphql-ws');
    other.socket.close();
    expect(other.socket.protocol).toBe('');
    expect(other.heard).toEqual([]);
  });

  it('ends at once, by itself, when its user, session or token is revoked', async () => {
    const service = await stage.start();
    const viewers = [aViewer(), aViewer(), aViewer('USER', { sessionId: undefined, tokenId: randomUUID(), scopes: [] })];
    const sockets = await Promise.all(viewers.map((viewer) => connectedSocket(service, viewer)));
    const [user, session, token] = viewers.map(({ identity }) => identity);
    for (const subjectId of [user?.userId, session?.sessionId, token?.tokenId] as string[])
      service.revocations.apply({ seq: 1, subjectId });
    for (const { closed } of sockets) expect(await closed).toEqual(REVOKED);
    expect(service.subgraph.live?.all.size).toBe(0);
    expect(await (await connectedSocket(service, viewers[0] as Viewer)).closed).toEqual(REVOKED);
  });

  it('ends when nobody renews it, and lives on with new tokens of the same session', async () => {
    const service = await stage.start({ leaseMs: 1_500 });
    const viewer = aViewer();
    const [renewed, left] = [await connectedSocket(service, viewer), await connectedSocket(service, viewer)];
    expect(left.heard).toEqual([{ type: 'connection_ack', payload: { renewWithinSeconds: 1.5 } }]);
    const renew = async (as: Viewer) => renewed.say({ type: 'ping', payload: { [IDENTITY_HEADER]: await service.tokenFor(as) } });
    const renewing = setInterval(() => void renew(viewer), 200);
    try {
      expect(await left.closed).toEqual({ code: 4401, reason: 'The identity of this connection was not renewed.' });
      expect(renewed.socket.readyState).toBe(WebSocket.OPEN);
      expect(renewed.heard.at(-1)).toEqual({ type: 'pong' });
    } finally {
      clearInterval(renewing);
    }
    await renew(aViewer());
    expect(await renewed.closed).toEqual({ code: 4401, reason: 'A connection is renewed by its own viewer.' });
  });

  it('is not renewed by a token that was revoked, or is none', async () => {
    const service = await stage.start();
    const viewer = aViewer();
    const [one, other] = [await connectedSocket(service, viewer), await connectedSocket(service, aViewer())];
    const late = await service.tokenFor(viewer);
    one.say({ type: 'ping', payload: { [IDENTITY_HEADER]: 'a.b.c' } });
    expect(await one.closed).toEqual({ code: 4401, reason: 'This service answers to the gateway only.' });
    service.revocations.apply({ seq: 2, subjectId: viewer.userId });
    other.say({ type: 'ping', payload: { [IDENTITY_HEADER]: late } });
    expect(await other.closed).toMatchObject({ code: 4401 });
  });

  it('goes by the rights of the token that renewed it', async () => {
    const service = await stage.start();
    const [owner, admin] = [aViewer(), aViewer('ADMIN')];
    const note = await aNote(service, owner);
    const one = await connectedSocket(service, admin);
    one.say({ type: 'subscribe', id: 'a', payload: { query: RENAMED, variables: { id: note.id } } });
    await until(() => [...(service.subgraph.live?.all ?? [])].some(({ subscriptions }) => subscriptions === 1));
    const { role: _, ...rest } = admin.identity;
    one.say({ type: 'ping', payload: { [IDENTITY_HEADER]: await service.tokenFor(aViewer('USER', rest)) } });
    await until(() => one.heard.some(({ type }) => type === 'pong'));
    await change(service, owner, note, { title: 'not for a user' });
    await until(() => one.heard.some(({ id }) => id === 'a'));
    expect(one.heard.at(-1)).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'NOT_FOUND' } }] });
    one.socket.close();
  });

  it('is bounded in number, for one user and for all', async () => {
    const service = await stage.start({ connectionsOfUser: 2, connections: 3 });
    const viewer = aViewer();
    const kept = [await connectedSocket(service, viewer), await connectedSocket(service, viewer)];
    const third = await connectedSocket(service, viewer);
    expect(await third.closed).toEqual({ code: 4429, reason: 'One user has 2 live connections at most.' });
    kept.push(await connectedSocket(service, aViewer()));
    expect(await (await rawSocket(service)).closed).toMatchObject({ code: 1013 });
    for (const { socket, closed } of kept) {
      socket.close();
      await closed;
    }
    await until(() => service.subgraph.live?.all.size === 0);
    await connectedSocket(service, viewer);
  });

  it('is cut when it sends too much, and when it answers no ping', async () => {
    const service = await stage.start({ payload: 1_000, keepAliveMs: 50 });
    const large = await rawSocket(service);
    large.say({ type: 'connection_init', payload: { x: 'x'.repeat(2_000) } });
    expect(await large.closed).toMatchObject({ code: 1009 });
    const silent = await rawSocket(service);
    silent.socket.pong = () => undefined;
    expect(await silent.closed).toMatchObject({ code: 1006 });
  });

  it('is told that the service stops', async () => {
    const service = await stage.start();
    const one = await connectedSocket(service, aViewer());
    await stage.stop(service);
    expect(await one.closed).toEqual({ code: 1001, reason: 'The service stops; connect again.' });
  });
});
