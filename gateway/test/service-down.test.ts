import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICES } from '@plat/shared/database/service';
import { startTestStack, type TestStack } from './test-stack';

describe('a service that is down', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack({ overHttp: true });
  }, 60_000);
  afterAll(() => stack.stop());

  it('costs its own fields alone', async () => {
    const token = await stack.signIn('ADMIN');
    await stack.takeDown('documents');
    const { data, errors } = await stack.ask(
      `{ me { email own: documents { totalCount } properties(first: 2) { edges { node { title documents { totalCount } exchanges { totalCount } } } } }
        documents { totalCount } }`,
      {},
      token,
    );
    expect(data.me.email).toBe('ada@plat.example.com');
    expect(data.me.properties.edges[0].node).toMatchObject({
      title: expect.any(String),
      documents: null,
      exchanges: { totalCount: expect.any(Number) },
    });
    expect(data.documents).toBeNull();
    expect(data.me.own).toBeNull();
    // Every null has its error, by the path that the client knows it by.
    expect(errors?.map(({ path }) => path?.join('.')).sort()).toEqual([
      'documents',
      'me.own',
      'me.properties.edges.0.node.documents',
      'me.properties.edges.1.node.documents',
    ]);
    for (const { message, extensions } of errors ?? [])
      expect([message, extensions]).toEqual([expect.stringContaining('documents'), { code: 'UNAVAILABLE', requestId: expect.any(String) }]);
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|localhost|ECONN|:\d{4}/);
  });

  it('does not keep the gateway from answering when all are down', async () => {
    const token = await stack.signIn('USER');
    for (const service of SERVICES) await stack.takeDown(service);
    const keys = await fetch(`${stack.url}/.well-known/jwks.json`);
    expect([keys.status, await keys.json()]).toMatchObject([503, { errors: [{ extensions: { code: 'UNAVAILABLE' } }] }]);
    const { data, errors } = await stack.ask('{ __typename builds { totalCount } __schema { queryType { name } } }', {}, token);
    expect(data).toEqual({ __typename: 'Query', builds: null, __schema: { queryType: { name: 'Query' } } });
    expect(errors?.[0]?.extensions?.code).toBe('UNAVAILABLE');
  });
});
