import type { Session } from './session';
import type { SessionRequests } from './session.requests';

/** By this in place of an e-mail address, a partner's access token stands in place of a password. */
export const ACCESS_TOKEN = 'Access token';

/** What such a session has in place of tokens that renew it: there are none. */
const NONE = 'none';

interface TokenAnswer {
  readonly name?: string;
  readonly expiresAt?: string;
  readonly errors?: readonly { readonly message: string }[];
}

const isAccessToken = ({ refreshToken }: Session): boolean => refreshToken === NONE;

/** Requests that take access tokens too: one is a session as it stands, which nothing renews and nobody needs to end. */
export const withAccessTokens = (requests: SessionRequests): SessionRequests => ({
  signIn: (email, secret, deviceToken) => (email === ACCESS_TOKEN ? enter(secret) : requests.signIn(email, secret, deviceToken)),
  refresh: async (session) => (isAccessToken(session) ? null : requests.refresh(session)),
  signOut: async (session) => isAccessToken(session) || requests.signOut(session),
});

/** @throws Error with the server's words when it does not take the token */
const enter = async (accessToken: string): Promise<Session> => {
  if (!/^[\w.-]+$/.test(accessToken)) throw new Error('This is no access token; one begins with plat_pat_.');
  const response = await fetch('/access-token', { headers: { authorization: `Bearer ${accessToken}` } }).catch(() => {
    throw new Error('The gateway does not answer. Is it running?');
  });
  const { name, expiresAt, errors } = (await response.json().catch(() => ({}))) as TokenAnswer;
  if (!name || !expiresAt) throw new Error(errors?.[0]?.message ?? `The gateway answered ${response.status}.`);
  return { accessToken, refreshToken: NONE, deviceToken: NONE, expiresAt, email: `${ACCESS_TOKEN}: ${name}` };
};
