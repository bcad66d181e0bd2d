import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ACCESS_TOKEN, withAccessTokens } from '../playground/session/access-token.requests';
import type { SessionRequests } from '../playground/session/session.requests';
import { createSessionStore } from '../playground/session/session-store';

const EXPIRES = '2030-01-01T00:00:00.000Z';
const NOW = Date.parse('2026-01-01T00:00:00Z');

describe('an access token in the playground', () => {
  let asked: { path: string; authorization: string | null }[];
  let people: string[];
  beforeEach(() => {
    asked = [];
    people = [];
    jest.spyOn(globalThis, 'fetch').mockImplementation((async (path: string, init?: RequestInit) => {
      const authorization = new Headers(init?.headers).get('authorization');
      asked.push({ path, authorization });
      return authorization === 'Bearer plat_pat_good'
        ? Response.json({ name: 'Acme', scopes: [], expiresAt: EXPIRES })
        : Response.json({ errors: [{ message: 'The access token is not valid.' }] }, { status: 401 });
    }) as typeof fetch);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const open = (now = NOW) => {
    const items = new Map<string, string>();
    const requests: SessionRequests = {
      signIn: async (email) => {
        people.push(`in ${email}`);
        return { accessToken: 'a', refreshToken: 'r', deviceToken: 'd', expiresAt: EXPIRES, email };
      },
      refresh: async (session) => {
        people.push('refresh');
        return session;
      },
      signOut: async () => {
        people.push('out');
        return true;
      },
    };
    return createSessionStore({
      demoUsers: [{ email: 'acme', password: 'p', role: 'ADMIN' }],
      storage: {
        getItem: (key) => items.get(key) ?? null,
        setItem: (key, value) => void items.set(key, value),
        removeItem: (key) => void items.delete(key),
      },
      requests: withAccessTokens(requests),
      now: () => now,
    });
  };

  it('is a session under its name until it ends, and is not sent to be renewed', async () => {
    const sessions = open();
    expect(await sessions.signIn(ACCESS_TOKEN, 'plat_pat_good')).toBe(true);
    expect(sessions.get().session).toMatchObject({ accessToken: 'plat_pat_good', email: 'Access token: Acme', expiresAt: EXPIRES });
    expect(asked).toEqual([{ path: '/access-token', authorization: 'Bearer plat_pat_good' }]);
    await sessions.freshen();
    expect(await sessions.recover('plat_pat_good')).toBe(false);
    expect(sessions.get()).toMatchObject({ session: null, message: 'The access token was revoked or has expired.' });
    expect([asked.length, people]).toEqual([1, []]);
  });

  it('is forgotten by signing out, and ends nothing at the server', async () => {
    const sessions = open();
    await sessions.signIn(ACCESS_TOKEN, 'plat_pat_good');
    await sessions.signOut();
    expect([sessions.get().session, asked.length, people]).toEqual([null, 1, []]);
  });

  it('is refused in the words of the server, and not sent at all when it is none', async () => {
    const sessions = open();
    expect(await sessions.signIn(ACCESS_TOKEN, 'plat_pat_bad')).toBe(false);
    expect(sessions.get()).toMatchObject({ session: null, message: 'The access token is not valid.', isBusy: false });
    expect(await sessions.signIn(ACCESS_TOKEN, 'two words')).toBe(false);
    expect(sessions.get().message).toBe('This is no access token; one begins with plat_pat_.');
    expect(asked).toHaveLength(1);
    jest.mocked(fetch).mockRejectedValueOnce(new TypeError('Failed to fetch'));
    await sessions.signIn(ACCESS_TOKEN, 'plat_pat_good');
    expect(sessions.get().message).toBe('The gateway does not answer. Is it running?');
  });

  it('leaves people to their own requests', async () => {
    const sessions = open(Date.parse(EXPIRES));
    await sessions.signIn('ann@example.com', 'p');
    await sessions.freshen();
    await sessions.signOut();
    expect([people, asked]).toEqual([['in ann@example.com', 'refresh', 'out'], []]);
  });
});
