import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IDENTITY_HEADER } from '@plat/shared/access/identity-header';
import { SERVICES } from '@plat/shared/database/service';
import { startTestStack, type TestStack } from './test-stack';

describe('access at the gateway', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack({ overHttp: true });
  }, 60_000);
  afterAll(() => stack.stop());

  const send = (body: unknown, headers: Record<string, string> = {}, method = 'POST') =>
    fetch(`${stack.url}/graphql`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });

  it('asks nobody in particular to sign in', async () => {
    const { data, errors } = await stack.ask('{ me { id } documents { totalCount } }');
    expect(data).toEqual({ me: null, documents: null });
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
  });

  it.each(['Bearer', 'Bearer x.y.z', 'Basic YTpi', 'Bearer eyJhbGciOiJub25lIn0.e30.'])('answers 401 to %s', async (authorization) => {
    const response = await send({ query: '{ me { id } }' }, { authorization });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED', requestId: expect.any(String) } }] });
  });

  it('takes one token a request, and none of two', async () => {
    const tokens = await Promise.all([stack.signIn('USER'), stack.signIn('ADMIN')]);
    const status = await new Promise((resolve, reject) => {
      const authorization = tokens.map((token) => `Bearer ${token}`) as unknown as string;
      const options = { method: 'POST', headers: { 'content-type': 'application/json', authorization } };
      request(`${stack.url}/graphql`, options, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end('{"query":"{ me { id } }"}');
    });
    expect(status).toBe(401);
  });

  it('takes no identity from a client', async () => {
    const token = await stack.signIn('ADMIN');
    const response = await send({ query: '{ me { id } }' }, { [IDENTITY_HEADER]: token, 'x-user-id': 'x', 'x-plat-role': 'ADMIN' });
    expect(await response.json()).toMatchObject({ data: { me: null }, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it.each(SERVICES)('leaves %s answering 401 to everybody else, federation’s own fields included', async (service) => {
    const token = await stack.signIn('ADMIN');
    for (const headers of [{}, { authorization: `Bearer ${token}` }, { [IDENTITY_HEADER]: token }, { [IDENTITY_HEADER]: 'a.b.c' }]) {
      for (const query of ['{ __typename }', '{ _service { sdl } }', '{ _entities(representations: []) { __typename } }']) {
        const response = await fetch(`${stack.serviceUrls[service]}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(headers as Record<string, string>) },
          body: JSON.stringify({ query }),
        });
        expect(response.status).toBe(401);
        expect(Object.keys((await response.json()) as object)).toEqual(['errors']);
      }
    }
  });

  it.each([
    ['a batch', '[{"query":"{ __typename }"}]', {}, 400],
    ['no JSON', 'query', {}, 400],
    ['no query', '{}', {}, 400],
    ['another content type', '{"query":"{ __typename }"}', { 'content-type': 'text/plain' }, 415],
    ['a form', 'query=%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['too much', JSON.stringify({ query: `{ __typename } #${'x'.repeat(200_000)}` }), {}, 413],
  ])('refuses %s with an error in JSON', async (_name, body, headers, status) => {
    const response = await send(body, headers as Record<string, string>);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: expect.stringMatching(/BAD_USER_INPUT|LIMIT/) } }] });
  });

  it('executes nothing by GET for a page that did not ask first, and repeats nothing of an address', async () => {
    const response = await fetch(`${stack.url}/graphql?query=%7B__typename%7D`);
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(text).not.toContain('__typename');
    expect(await (await fetch(`${stack.url}/%ff`)).json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it.each(['createdAt: { gt: "SECRETVAL" }', 'id: { eq: "SECRETVAL" }'])('repeats nothing of a filter by %s', async (filter) => {
    const { errors } = await stack.ask(`{ properties(filter: { ${filter} }) { totalCount } }`, {}, await stack.signIn('USER'));
    expect(errors).toHaveLength(1);
    expect(JSON.stringify(errors)).not.toContain('SECRETVAL');
  });

  it.each([
    ['{ me { ', 'GRAPHQL_PARSE_FAILED'],
    ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    [`{ ${'__typename '.repeat(1_100)} }`, 'GRAPHQL_PARSE_FAILED'],
    ['query ($id: ID!) { user(id: $id) { id } }', 'BAD_USER_INPUT'],
    ['query A { __typename } query B { __typename }', 'BAD_USER_INPUT'],
  ])('says what is wrong with %j', async (query, code) => {
    const { errors } = await stack.ask(query, {}, await stack.signIn('USER'));
    expect(errors?.[0]?.extensions).toMatchObject({ code, requestId: expect.any(String) });
  });

  it.each([5, 10, 14, 20, 24])('refuses %i fragments that double each other, before they are planned', async (levels) => {
    const doubling = Array.from(
      { length: levels },
      (_, n) => `fragment F${n} on User { x: contact { owner { ...F${n + 1} } } y: contact { owner { ...F${n + 1} } } }`,
    );
    const query = `{ me { ...F0 } } ${doubling.join(' ')} fragment F${levels} on User { id }`;
    const { data, errors } = await stack.ask(query, {}, await stack.signIn('USER'));
    if (levels > 5) {
      expect(data).toBeUndefined();
      expect(errors?.[0]?.extensions?.code).toBe('LIMIT');
    } else expect(errors).toBeUndefined();
  });

  it.each([
    [10, 'UNAUTHENTICATED'],
    [11, 'LIMIT'],
  ])('answers a mutation by nobody of %i fields with %s, however they are packed', async (count, code) => {
    const fields = Array.from({ length: count - 1 }, (_, n) => `a${n}: signOut { id }`).join(' ');
    for (const query of [
      `mutation { ${fields} z: signOut { id } }`,
      `mutation { ...F z: signOut { id } } fragment F on Mutation { ...G } fragment G on Mutation { ${fields} }`,
      `mutation { ... on Mutation { ${fields} ... { z: signOut { id } } } }`,
    ]) {
      const { errors } = await stack.ask(query);
      expect(errors?.[0]?.extensions?.code).toBe(code);
    }
  });

  it('never repeats a secret that came in with a mistake', async () => {
    const secret = 'correct horse battery staple';
    const { errors } = await stack.ask('mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }', {
      input: { email: 'ada@plat.example.com', password: secret, pin: secret },
    });
    expect(errors).toHaveLength(1);
    expect(JSON.stringify(errors)).not.toContain(secret);
  });

  it('keeps what it throws to itself', async () => {
    const { errors } = await stack.ask('mutation { signIn(input: { email: "ada@plat.example.com", password: "wrong" }) { accessToken } }');
    expect(Object.keys(errors?.[0]?.extensions ?? {}).sort()).toEqual(['code', 'requestId']);
    expect(errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });
});
