/** An answer of the graph, as far as the page itself reads it. */
export interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: unknown; readonly fields?: Readonly<Record<string, string>> };
  }[];
}

/** Sends an operation of the page's own. @throws Error with words fit to be shown when there is no answer */
export const send = async <Data>(path: string, body: unknown, accessToken?: string): Promise<Answer<Data>> => {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await fetch(path, {
    method: 'POST',
    headers: accessToken ? { ...headers, authorization: `Bearer ${accessToken}` } : headers,
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Error('The gateway does not answer. Is it running?');
  });
  return (await response.json().catch(() => {
    throw new Error(`The gateway answered ${response.status} without JSON.`);
  })) as Answer<Data>;
};
