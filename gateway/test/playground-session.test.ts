import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type ExecutionResult, parse } from 'graphql';
import { createFetcher } from '../playground/fetcher';
import type { SessionStorage } from '../playground/session/session';
import { createSessionRequests } from '../playground/session/session.requests';
import { createSessionStore } from '../playground/session/session-store';
import { sessionTabs } from '../playground/session/session-tabs';

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

interface Input {
  readonly email: string;
  readonly password: string;
  readonly deviceToken?: string;
  readonly refreshToken: string;
}

const LIFETIME_MS = 300_000;

/** A server that knows which tokens are good, and counts what it is asked. */
class FakeServer {
  valid = new Set<string>();
  refreshTokens = new Set<string>();
  requests: { query: string; authorization: string | null; input?: Input }[] = [];
  now = Date.parse('2027-03-01T09:00:00Z');
  private issued = 0;

  answer = async (_path: unknown, init?: RequestInit): Promise<Response> => {
    const { query, variables } = JSON.parse(String(init?.body)) as { query: string; variables?: { input: Input } };
    const authorization = new Headers(init?.headers).get('authorization');
    this.requests.push({ query, authorization, input: variables?.input });
    if (query.startsWith('mutation SignIn(') && variables) return Response.json(this.signIn(variables.input));
    if (query.startsWith('mutation RefreshSession(') && variables) return Response.json(this.refresh(variables.input));
    if (authorization && !this.valid.has(authorization)) return Response.json({ errors: [unauthenticated] }, { status: 401 });
    if (query.startsWith('mutation SignOut ')) return Response.json({ data: { signOut: { id: '1' } } });
    if (!authorization && query.includes('me')) return Response.json({ data: { me: null }, errors: [unauthenticated] });
    return Response.json({ data: { me: { id: '1' } } });
  };

  /** As often as a mutation was asked for. */
  count(mutation: string): number {
    return this.requests.filter(({ query }) => query.startsWith(`mutation ${mutation}`)).length;
  }

  private signIn({ email, password }: Input) {
    if (password !== 'right') return { data: null, errors: [{ ...unauthenticated, message: 'Wrong email or password.' }] };
    return { data: { signIn: { ...this.issue(), deviceToken: 'd', user: { id: '1', email } } } };
  }

  private refresh({ refreshToken }: Input) {
    if (!this.refreshTokens.delete(refreshToken)) return { data: { refreshSession: null }, errors: [unauthenticated] };
    return { data: { refreshSession: this.issue() } };
  }

  private issue() {
    this.issued += 1;
    this.valid.add(`Bearer t${this.issued}`);
    this.refreshTokens.add(`r${this.issued}`);
    const expiresAt = new Date(this.now + LIFETIME_MS).toISOString();
    return { accessToken: `t${this.issued}`, refreshToken: `r${this.issued}`, expiresAt };
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
    const requests = createSessionRequests('/graphql');
    const sessions = createSessionStore({ demoUsers: [demoUser], storage, requests, now: () => server.now });
    const fetcher = createFetcher('/graphql', sessions);
    const ask = (query: string, headers?: Record<string, string>, operationName?: string) =>
      fetcher({ query, operationName }, { headers, documentAST: parse(query) });
    return { sessions, ask };
  };

  /** The server has ended all sessions. */
  const endAll = () => {
    server.valid.clear();
    server.refreshTokens.clear();
  };

  it('sends the token of whoever signed in, and keeps the session for the tab', async () => {
    const { sessions, ask } = open();
    await sessions.signIn('one@plat.example', 'right');
    expect(await ask('{ me { id } }')).toEqual({ data: { me: { id: '1' } } });
    expect(server.requests.at(-1)?.authorization).toBe('Bearer t1');
    expect(open().sessions.get().session).toEqual({
      accessToken: 't1',
      refreshToken: 'r1',
      deviceToken: 'd',
      email: 'one@plat.example',
      expiresAt: '2027-03-01T09:05:00.000Z',
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

  it('says which header cannot be sent, and sends nothing', async () => {
    const { ask } = open();
    for (const headers of [{ 'Idempotency-Key': 'schlüssel' }, { 'Idempotency Key': 'k' }] as Record<string, string>[]) {
      const answer = (await ask('mutation { a }', headers)) as ExecutionResult;
      expect(answer.errors?.[0]?.message).toContain(`The header "${Object.keys(headers)[0]}" cannot be sent`);
    }
    expect(server.requests).toEqual([]);
  });

  it('lets headers of the header editor win, and does not blame the session for them', async () => {
    const { sessions, ask } = open();
    await sessions.signIn(demoUser.email, 'right');
    await ask('{ me { id } }', { AUTHORIZATION: 'Bearer mine' });
    expect(server.requests).toHaveLength(2);
    expect(server.requests.at(-1)?.authorization).toBe('Bearer mine');
    expect(sessions.get().session?.accessToken).toBe('t1');
  });

  it('gets the next token by itself, once for all requests that were refused together', async () => {
    const { sessions, ask } = open();
    await sessions.signIn('one@plat.example', 'right');
    server.valid.clear();
    const answers = await Promise.all([ask('{ me { id } }'), ask('{ me { id } }'), ask('{ me { id } }')]);
    expect(answers).toEqual(Array(3).fill({ data: { me: { id: '1' } } }));
    expect([server.count('RefreshSession'), server.count('SignIn')]).toEqual([1, 1]);
    expect(open().sessions.get().session).toMatchObject({ accessToken: 't2', refreshToken: 'r2', email: 'one@plat.example' });
  });

  it('gets the next token before one that is about to expire is used', async () => {
    const { sessions, ask } = open();
    await sessions.signIn('one@plat.example', 'right');
    server.now += LIFETIME_MS - 30_000;
    await ask('{ me { id } }');
    expect(server.requests.at(-1)?.authorization).toBe('Bearer t1');
    server.now += 1;
    await Promise.all([ask('{ me { id } }'), ask('{ me { id } }')]);
    expect(server.requests.slice(-2).map(({ authorization }) => authorization)).toEqual(['Bearer t2', 'Bearer t2']);
    expect(server.count('RefreshSession')).toBe(1);
  });

  it('tells duplicates of the tab what came for their refresh token, and nobody else', async () => {
    const pages: EventTarget[] = [];
    /** A channel as a browser has it: what one page says, all others hear. */
    const openTab = (from: SessionStorage) => {
      const page = new EventTarget();
      pages.push(page);
      const postMessage = (data: unknown): void => {
        for (const other of pages) if (other !== page) other.dispatchEvent(new MessageEvent('message', { data }));
      };
      const tabs = sessionTabs(Object.assign(page, { postMessage }));
      return createSessionStore({ demoUsers: [], storage: from, requests: createSessionRequests('/graphql'), tabs, now: () => server.now });
    };
    const first = openTab(storage);
    await first.signIn('one@plat.example', 'right');
    const copied = memoryStorage();
    copied.setItem('plat:session', storage.getItem('plat:session') ?? '');
    const [duplicate, stranger] = [openTab(copied), openTab(memoryStorage())];
    await stranger.signIn('one@plat.example', 'right');
    server.now += LIFETIME_MS;
    await first.freshen();
    expect([first, duplicate, stranger].map((tab) => tab.get().session?.refreshToken)).toEqual(['r3', 'r3', 'r2']);
    expect(copied.getItem('plat:session')).toContain('r3');
    for (const data of [null, {}, { exchanged: 'r2', session: { refreshToken: 'r9' } }])
      for (const page of pages) page.dispatchEvent(new MessageEvent('message', { data }));
    expect(stranger.get().session?.refreshToken).toBe('r2');
  });

  it('keeps the session while no next token can be had, because nobody answers', async () => {
    const { sessions } = open();
    await sessions.signIn('one@plat.example', 'right');
    jest.mocked(fetch).mockRejectedValueOnce(new TypeError('Failed to fetch'));
    expect(await sessions.recover('t1')).toBe(false);
    expect(sessions.get()).toMatchObject({
      session: { refreshToken: 'r1' },
      message: 'The gateway does not answer. Is it running?',
    });
    expect(await sessions.recover('t1')).toBe(true);
  });

  it('gives the next token to nobody, when somebody signed out meanwhile', async () => {
    const { sessions } = open();
    await sessions.signIn('one@plat.example', 'right');
    const renewed = sessions.recover('t1');
    await Promise.all([sessions.signOut(), renewed]);
    expect(sessions.get().session).toBeNull();
    expect(open().sessions.get().session).toBeNull();
  });

  it('names the device when the same person signs in again, and to nobody else', async () => {
    const { sessions } = open();
    for (const email of ['one@plat.example', 'one@plat.example', 'two@plat.example']) await sessions.signIn(email, 'right');
    expect(server.requests.map(({ input }) => input?.deviceToken)).toEqual([undefined, 'd', undefined]);
  });

  it('ends the session at the server when somebody signs out, also when the access token has expired', async () => {
    const { sessions } = open();
    await sessions.signIn('one@plat.example', 'right');
    await sessions.signOut();
    expect(server.requests.at(-1)).toMatchObject({ query: 'mutation SignOut { signOut { id } }', authorization: 'Bearer t1' });
    await sessions.signIn('one@plat.example', 'right');
    server.valid.clear();
    await sessions.signOut();
    expect(server.requests.at(-1)).toMatchObject({ authorization: 'Bearer t3' });
    const before = server.requests.length;
    await sessions.signOut();
    expect(server.requests).toHaveLength(before);
  });

  it('is over for the person at once, whatever the server says to signing out', async () => {
    const { sessions } = open();
    await sessions.signIn('one@plat.example', 'right');
    jest.mocked(fetch).mockRejectedValueOnce(new TypeError('Failed to fetch'));
    const done = sessions.signOut();
    expect(sessions.get()).toMatchObject({ session: null, message: null });
    await done;
  });

  it('takes what an older page stored for nothing', () => {
    storage.setItem('plat:session', JSON.stringify({ accessToken: 't', expiresAt: '2027-03-01T09:05:00Z', email: 'one@plat.example' }));
    expect(open().sessions.get().session).toBeNull();
  });

  it('signs a demo user in again by itself, once for all that were refused together', async () => {
    const { sessions, ask } = open();
    await sessions.signIn(demoUser.email, 'right');
    endAll();
    const answers = await Promise.all([ask('{ me { id } }'), ask('{ me { id } }'), ask('{ me { id } }')]);
    expect(answers).toEqual(Array(3).fill({ data: { me: { id: '1' } } }));
    expect(sessions.get().session?.accessToken).toBe('t2');
  });

  it('tells anyone else to sign in again, and forgets the session', async () => {
    const { sessions, ask } = open();
    await sessions.signIn('one@plat.example', 'right');
    endAll();
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
    await sessions.signOut();
    const before = server.requests.length;
    await ask('mutation { rename { name } }');
    expect(server.requests).toHaveLength(before + 1);
    expect(sessions.get().message).toBeNull();
  });

  it('reads the schema without a token when the stored one is stale', async () => {
    const { sessions, ask } = open();
    await sessions.signIn('one@plat.example', 'right');
    endAll();
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
