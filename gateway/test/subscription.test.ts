import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '@plat/shared/testing/subscribe-as';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { startTestStack, type TestStack } from './test-stack';

const QUERY = 'subscription ($id: ID!) { exchangeChanged(exchangeId: $id) { id name coordinatorContact { id firstName email } } }';

interface Heard {
  readonly answers: { readonly data: { readonly exchangeChanged: { readonly name: string } } }[];
  readonly over: Promise<unknown>;
}

/** A machine with much else to do starts five services in a minute and more. */
const PATIENCE = 180_000;
jest.setTimeout(PATIENCE);

describe.each([false, true])('a subscription at the gateway, with services over HTTP: %s', (overHttp) => {
  let stack: TestStack;
  let token: string;
  let exchange: { id: string; version: number };
  const clients: Client[] = [];
  beforeAll(async () => {
    stack = await startTestStack({ overHttp });
    token = await stack.signIn('ADMIN');
    const { data } = await stack.ask('{ exchanges(first: 1) { edges { node { id version } } } }', {}, token);
    exchange = data.exchanges.edges[0].node;
  }, PATIENCE);
  afterEach(async () => {
    for (const client of clients.splice(0)) void client.dispose();
    await until(() => !stack?.subgraphs.exchanges.live?.all.size, 'the end of all subscriptions');
  });
  afterAll(() => stack?.stop());

  const hear = (query: string, variables: Record<string, unknown>, authorization?: string): Heard => {
    const client = createClient({
      url: `${stack.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: authorization ? { authorization } : {},
      onNonLazyError: () => undefined,
    });
    clients.push(client);
    const answers: Heard['answers'] = [];
    const over = new Promise<unknown>((resolve) => {
      client.subscribe(
        { query, variables },
        { next: (one) => void answers.push(one as never), error: resolve, complete: () => resolve('complete') },
      );
    });
    return { answers, over };
  };
  const rename = async (name: string) => {
    const { data, errors } = await stack.ask(
      'mutation ($input: UpdateExchangeInput!) { updateExchange(input: $input) { id version } }',
      { input: { id: exchange.id, version: exchange.version, name } },
      token,
    );
    expect(errors).toBeUndefined();
    exchange = data.updateExchange;
  };
  /** @throws Error when it is over before */
  const isHeard = ({ over }: Heard) => {
    const { live } = stack.subgraphs.exchanges;
    const begins = until(() => [...(live?.all ?? [])].some(({ subscriptions }) => subscriptions > 0), 'the subscription');
    return Promise.race([begins, over.then((reason) => Promise.reject(new Error(JSON.stringify(reason))))]);
  };

  it('tells what changed, with what another service knows of it', async () => {
    const heard = hear(QUERY, { id: exchange.id }, `Bearer ${token}`);
    await isHeard(heard);
    await rename('Told at once');
    await until(() => heard.answers.length > 0, 'an event');
    expect(heard.answers[0]?.data.exchangeChanged).toEqual({
      id: exchange.id,
      name: 'Told at once',
      coordinatorContact: { id: expect.any(String), firstName: expect.any(String), email: expect.any(String) },
    });
  });

  it('is refused to nobody, and what is no subscription to everybody', async () => {
    expect(await hear(QUERY, { id: exchange.id }).over).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(await hear('{ me { id } }', {}, `Bearer ${token}`).over).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(await hear(QUERY, { id: exchange.id }, 'Bearer nonsense').over).toMatchObject({ code: 4401 });
    const { errors } = await stack.ask(QUERY, { id: exchange.id }, token);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('ends at once for whoever signs out', async () => {
    const other = await stack.signIn('ADMIN');
    const heard = hear(QUERY, { id: exchange.id }, `Bearer ${other}`);
    await isHeard(heard);
    await rename('Before');
    await until(() => heard.answers.length > 0, 'an event');
    expect((await stack.ask('mutation { signOut { id } }', {}, other)).errors).toBeUndefined();
    // The service, which learns of it too, may be the first to say so.
    const end = (await heard.over) as { code?: number } | readonly [{ extensions: { code: string } }];
    expect('code' in end ? end.code : (end as readonly [{ extensions: { code: string } }])[0].extensions.code).toBe(
      'code' in end ? 4401 : 'UNAUTHENTICATED',
    );
  });

  it('is no way in for pages of others', async () => {
    const refused = await new Promise<string>((resolve) => {
      const socket = new WebSocket(`${stack.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
        origin: 'https://evil.example.com',
      });
      socket.once('error', (error) => resolve(error.message));
      socket.once('open', () => resolve('open'));
    });
    expect(refused).toContain('403');
  });
});
