import type { Account } from '../processes/administrator';

interface Answer<T> {
  readonly data?: T | null;
  readonly errors?: readonly unknown[];
}

const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';

/** Asks a gateway as somebody. */
export interface Asker {
  /** The header that says who. */
  readonly authorization: string;
  /** @throws Error for an answer with errors */
  ask<T>(query: string, variables?: object): Promise<T>;
}

/** @param url of the gateway's GraphQL */
export async function askerOf(url: string, { email, password }: Pick<Account, 'email' | 'password'>): Promise<Asker> {
  let authorization: string | undefined;
  const ask = async <T>(query: string, variables: object = {}): Promise<T> => {
    const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = (await response.json()) as Answer<T>;
    if (errors || !data) throw new Error(`The gateway answered ${JSON.stringify(errors)}.`);
    return data;
  };
  const { signIn } = await ask<{ signIn: { accessToken: string } }>(SIGN_IN, { input: { email, password } });
  authorization = `Bearer ${signIn.accessToken}`;
  return { ask, authorization };
}
