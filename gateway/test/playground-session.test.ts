import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'graphql';
import { createFetcher } from '../playground/fetcher';
import type { SessionStorage } from '../playground/session/session';
import { createSessionStore } from '../playground/session/session-store';
import { createSignIn } from '../playground/session/sign-in.request';

const demoUser = { email: 'admin@plat.example', password: 'right', role: 'ADMIN' };
const unauthenticated = { message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } };

const memoryStorage = (): SessionStorage => {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
};

/** A server that knows who holds which token, and counts what it is asked. */
class FakeServer {
  valid = new Set<string>();
  requests: { query: string; authorization: string | null }[] = [];
  private issued = 0;

  answer = async (_path: unknown, init?: RequestInit): Promise<Response> => {
    const { query, variables } = JSON.parse(String(init?.body)) as {
      query: string;
      variables?: { input: { email: string; password: string } };
    };
    const authorization = new Headers(init?.headers).get('authorization');
    this.requests.push({ query, authorization });
    if (variables?.input) return Response.json(this.signIn(variables.input));
    if (authorization && !this.valid.has(authorization)) return Response.json({ errors: [unauthenticated] }, { status: 401 });
    if (!authorization && query.includes('me')) return Response.json({ data: { me: null }, errors: [unauthenticated] });
    return Response.json({ data: { me: { id: '1' } } });
  };

  private signIn({ email, password }: { email: string; password: string }) {
    if (password !== 'right') return { data: null, errors: [{ ...unauthenticated, message: 'Wrong email or password.' }] };
    this.issued += 1;
    this.valid.add(`Bearer t${this.issued}`);
    const expiresAt = new Date(Date.now() + 300_000).toISOString();
    return {
      data: { signIn: { accessToken: `t${this.issued}`, refreshToken: 'r', expiresAt, user: { id: '1', email } } },
    };
  }
}

describe("the playground's session", () => {
  let server: FakeServer;
  let storage: SessionStorage;

  beforeEach(() => {
    server = new FakeServer();
    storage = memoryStorage();
    jest.spyOn(globalThis, 'fetch').mockImplementation(server.answer as typeof fetch);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const open = () => {
    const sessions = createSessionStore({ demoUsers: [demoUser], storage, signIn: createSignIn('/graphql') });
    const fetcher = createFetcher('/graphql', sessions);
    const ask = (query: string, headers?: Record<string, string>, operationName?: string) =>
      fetcher({ query, operationName }, { headers, documentAST: parse(query) });
    return { sessions, ask };
  };

  it('sends the token of whoever signed in, and keeps it for the tab without the refresh token', async () => {
    const { sessions, ask } = open();
    await sessions.signIn('one@plat.example', 'right');
    expect(await ask('{ me { id } }')).toEqual({ data: { me: { id: '1' } } });
    expect(server.requests.at(-1)?.authorization).toBe('Bearer t1');
    expect(open().sessions.get().session).toEqual({
      accessToken: 't1',
      email: 'one@plat.example',
      expiresAt: expect.any(String),
    });
  });

  it("says the server's words on a wrong password, and keeps whoever was signed in", async () => {
    const { sessions } = open();
    await sessions.signIn('one@plat.example', 'right');
    expect(await sessions.signIn('two@plat.example', 'wrong')).toBe(false);
    expect(sessions.get()).toMatchObject({
      message: 'Wrong email or password.',
      isBusy: false,
      session: { email: 'one@plat.example' },
    });
  });

  it('lets headers of the header editor win, and does not blame the session for them', async () => {
    const { sessions, ask } = open();
    await sessions.signIn(demoUser.email, 'right');
    await ask('{ me { id } }', { AUTHORIZATION: 'Bearer mine' });
    expect(server.requests).toHaveLength(2);
    expect(server.requests.at(-1)?.authorization).toBe('Bearer mine');
    expect(sessions.get().session?.accessToken).toBe('t1');
  });

  it('signs a demo user in again by itself, once for all that were refused together', async () => {
    const { sessions, ask } = open();
    await sessions.signIn(demoUser.email, 'right');
    server.valid.clear();
    const answers = await Promise.all([ask('{ me { id } }'), ask('{ me { id } }'), ask('{ me { id } }')]);
    expect(answers).toEqual(Array(3).fill({ data: { me: { id: '1' } } }));
    expect(sessions.get().session?.accessToken).toBe('t2');
  });

  it('tells anyone else to sign in again, and forgets the session', async () => {
    const { sessions, ask } = open();
    await sessions.signIn('one@plat.example', 'right');
    server.valid.clear();
    expect(await ask('{ me { id } }')).toEqual({ errors: [unauthenticated] });
    expect(sessions.get()).toMatchObject({ session: null, message: 'Your session has ended. Sign in again.' });
    expect(open().sessions.get().session).toBeNull();
  });

  it('tries once only, and never loops', async () => {
    const { sessions, ask } = open();
    await sessions.signIn(demoUser.email, 'right');
    jest.spyOn(server.valid, 'has').mockReturnValue(false);
    expect(await ask('{ me { id } }')).toEqual({ errors: [unauthenticated] });
    expect(server.requests.filter(({ query }) => query.startsWith('{ me'))).toHaveLength(2);
  });

  it('sends a mutation again when it was refused before it began, and not when it may have run', async () => {
    const { sessions, ask } = open();
    await sessions.signIn(demoUser.email, 'right');
    server.valid.clear();
    expect(await ask('mutation { rename { id } }')).toEqual({ data: { me: { id: '1' } } });
    sessions.signOut();
    const before = server.requests.length;
    await ask('mutation { rename { name } }');
    expect(server.requests).toHaveLength(before + 1);
    expect(sessions.get().message).toBeNull();
  });

  it('reads the schema without a token when the stored one is stale', async () => {
    const { sessions, ask } = open();
    await sessions.signIn('one@plat.example', 'right');
    server.valid.clear();
    expect(await ask('query IntrospectionQuery { __schema { types { kind } } }', {}, 'IntrospectionQuery')).toHaveProperty('data');
    expect(server.requests.at(-1)?.authorization).toBeNull();
  });

  it('asks a stranger to sign in', async () => {
    const { sessions, ask } = open();
    await ask('{ me { id } }');
    expect(sessions.get().message).toBe('Sign in to see this data.');
  });

  it('says so in one sentence when the gateway does not answer, or not in JSON', async () => {
    const { sessions, ask } = open();
    jest.mocked(fetch).mockRejectedValue(new TypeError('Failed to fetch'));
    expect(await ask('{ me { id } }')).toEqual({
      errors: [{ message: 'The gateway does not answer. Is it running?' }],
    });
    await sessions.signIn('one@plat.example', 'right');
    expect(sessions.get().message).toBe('The gateway does not answer. Is it running?');
    jest.mocked(fetch).mockResolvedValue(new Response('<html>', { status: 502 }));
    expect(await ask('{ me { id } }')).toEqual({ errors: [{ message: 'The gateway answered 502 without JSON.' }] });
  });
});
