import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestAnswer } from '@plat/shared/testing/test-subgraph';
import { startTestStack, type TestStack } from './test-stack';

const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken refreshToken deviceToken } }';
const REFRESH = 'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { accessToken refreshToken } }';

describe('a session, over HTTP', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack({ overHttp: true });
  }, 60_000);
  afterAll(() => stack.stop());

  const ask = async (browser: string, query: string, variables: object = {}, token?: string): Promise<TestAnswer> => {
    const response = await fetch(`${stack.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': browser, ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as TestAnswer;
  };
  const signIn = async (browser: string) => {
    const { email, password } = stack.demoUsers.find(({ role }) => role === 'USER') ?? {};
    return (await ask(browser, SIGN_IN, { input: { email, password } })).data.signIn as { accessToken: string; refreshToken: string };
  };
  const refresh = (browser: string, refreshToken: string) => ask(browser, REFRESH, { input: { refreshToken } });

  it('goes on with the tokens of a refresh, which a double click gets twice', async () => {
    const { refreshToken } = await signIn('Laptop');
    const [one, two] = await Promise.all([refresh('Laptop', refreshToken), refresh('Laptop', refreshToken)]);
    expect(one.data.refreshSession).toEqual(two.data.refreshSession);
    const { data, errors } = await ask(
      'Laptop',
      '{ me { sessions(first: 1) { edges { node { userAgent isActive isCurrent } } } } }',
      {},
      one.data.refreshSession.accessToken,
    );
    expect(errors).toBeUndefined();
    expect(data.me.sessions.edges).toEqual([{ node: { userAgent: 'Laptop', isActive: true, isCurrent: true } }]);
  });

  it('ends when its refresh token comes back from somewhere else', async () => {
    const { refreshToken } = await signIn('Laptop');
    const next = (await refresh('Laptop', refreshToken)).data.refreshSession.refreshToken;
    for (const [browser, token] of [
      ['Thief', refreshToken],
      ['Laptop', next],
    ] as const) {
      expect(await refresh(browser, token)).toMatchObject({
        data: { refreshSession: null },
        errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
  });

  it('is refreshed no more after signing out', async () => {
    const { accessToken, refreshToken } = await signIn('Laptop');
    expect((await ask('Laptop', 'mutation { signOut { isActive isCurrent } }', {}, accessToken)).data.signOut).toEqual({
      isActive: false,
      isCurrent: true,
    });
    expect((await refresh('Laptop', refreshToken)).data.refreshSession).toBeNull();
  });
});
