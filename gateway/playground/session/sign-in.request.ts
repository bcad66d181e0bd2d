import type { Session } from './session';

const signInMutation = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { accessToken refreshToken expiresAt user { id email } }
}`;

interface SignInAnswer {
  readonly data?: {
    readonly signIn: {
      readonly accessToken: string;
      readonly expiresAt: string;
      readonly user: { readonly email: string };
    } | null;
  } | null;
  readonly errors?: readonly { readonly message: string }[];
}

export type SignIn = (email: string, password: string) => Promise<Session>;

/**
 * Asks the graph itself for a session.
 * Throws an error whose message is the server's, fit to be shown to the person.
 * The refresh token is dropped: what the page does not keep cannot be taken from it.
 */
export const createSignIn =
  (graphqlPath: string): SignIn =>
  async (email, password) => {
    const answer = await send(graphqlPath, { query: signInMutation, variables: { input: { email, password } } });
    const granted = answer.data?.signIn;
    if (!granted) throw new Error(answer.errors?.[0]?.message ?? 'The server gave no session.');
    return { accessToken: granted.accessToken, expiresAt: granted.expiresAt, email: granted.user.email };
  };

const send = async (path: string, body: unknown): Promise<SignInAnswer> => {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Error('The gateway does not answer. Is it running?');
  });
  return (await response.json().catch(() => {
    throw new Error(`The gateway answered ${response.status} without JSON.`);
  })) as SignInAnswer;
};
