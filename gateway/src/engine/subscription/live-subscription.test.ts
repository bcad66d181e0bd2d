import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import type { SubgraphRequest } from '../execution/subgraph-transport';
import type { Graph } from '../graph';
import type { EventSink } from './event-sources';
import { EVENTS_THAT_WAIT, type LiveParts, SubscriptionRefused } from './live-subscription';
import { LiveSubscriptions } from './live-subscriptions';

/** A supergraph that asks for events by this text, and answers them with their number; without one it refuses. */
const graph = (text?: string): Graph =>
  ({
    subscription: async () =>
      text === undefined
        ? [new GraphQLError('no such field')]
        : {
            source: { service: 'a', body: text } as SubgraphRequest,
            answer: async ({ data }: { data: { n: number } }) => `${text} ${data.n}`,
          },
  }) as unknown as Graph;

const world = () => {
  const open = new Map<string, EventSink>();
  const parts: LiveParts = {
    request: { query: 'subscription { news }' },
    call: { transport: { ask: async () => ({}) }, format: (error) => error },
    events: ({ body }) => ({
      key: body,
      open: (sink) => {
        open.set(body, sink);
        return () => void open.delete(body);
      },
    }),
  };
  return { open, parts, live: new LiveSubscriptions() };
};
const event = (n: number) => ({ data: { n } });

describe('a subscription of a client', () => {
  it('keeps a hundred events for a client that is slow, ends with the next one, and leaves the stream', async () => {
    const { open, parts, live } = world();
    const one = await live.start(parts, () => served);
    for (let n = 0; n <= EVENTS_THAT_WAIT; n++) open.get('x')?.next(event(n));
    expect(open.size).toBe(0);
    await expect(one.next()).rejects.toMatchObject({ extensions: { code: 'LIMIT' } });
    expect(live.size).toBe(0);
  });
  const served = graph('x');

  it('tells what waits before it ends as the stream did', async () => {
    const { open, parts, live } = world();
    const one = await live.start(parts, () => served);
    open.get('x')?.next(event(1));
    open.get('x')?.over(new Error('broken'));
    expect(await one.next()).toEqual({ value: 'x 1', done: false });
    await expect(one.next()).rejects.toThrow('broken');
    expect([live.size, live.sources.size]).toEqual([0, 0]);
  });

  it('hears the old stream under another supergraph until the new one has told something', async () => {
    const { open, parts, live } = world();
    const one = await live.start(parts, () => served);
    await live.renew(graph('y'));
    expect([...open.keys()]).toEqual(['x', 'y']);
    open.get('x')?.next(event(1));
    open.get('y')?.next(event(2));
    expect([...open.keys()]).toEqual(['y']);
    expect([await one.next(), await one.next()].map(({ value }) => value)).toEqual(['x 1', 'y 2']);
  });

  it('goes back to the stream that it had where the supergraph does, and loses none that was told meanwhile', async () => {
    const { open, parts, live } = world();
    const one = await live.start(parts, () => served);
    await live.renew(graph('y'));
    await live.renew(graph('z'));
    expect([...open.keys()]).toEqual(['x', 'z']);
    open.get('x')?.next(event(1));
    await live.renew(graph('x'));
    expect([...open.keys()]).toEqual(['x']);
    open.get('x')?.next(event(2));
    expect([await one.next(), await one.next()].map(({ value }) => value)).toEqual(['x 1', 'x 2']);
  });

  it('ends with the reasons of a supergraph that it does not fit, behind what was told before', async () => {
    const { open, parts, live } = world();
    const one = await live.start(parts, () => served);
    open.get('x')?.next(event(1));
    await live.renew(graph());
    expect(open.size).toBe(0);
    expect((await one.next()).value).toBe('x 1');
    await expect(one.next()).rejects.toBeInstanceOf(SubscriptionRefused);
  });

  it('is planned by the supergraph that took over while it began', async () => {
    const { open, parts, live } = world();
    const served = [graph('old'), graph('new'), graph('new')];
    let looked = 0;
    await live.start(parts, () => served[Math.min(looked++, 1)] as Graph);
    expect([...open.keys()]).toEqual(['new']);
  });

  it('answers nothing more to somebody who may not go on', async () => {
    const { open, parts, live } = world();
    const assertHolds = () => {
      throw new Error('revoked');
    };
    const one = await live.start({ ...parts, assertHolds }, () => served);
    open.get('x')?.next(event(1));
    await expect(one.next()).rejects.toThrow('revoked');
    expect(open.size).toBe(0);
  });
});
