import type { GraphiQLProps } from 'graphiql';
import { getOperationAST, parse } from 'graphql';
import { type Answer, type Answers, failure, isAnswer, post } from './answers';
import type { SessionStore } from './session/session-store';

type Fetcher = GraphiQLProps['fetcher'];
type Question = Parameters<Fetcher>[0];

/**
 * Sends GraphiQL's operations as the person who is signed in. What comes in parts, or live, is shown as it comes.
 * Headers typed into the header editor win, Authorization included.
 */
export const createFetcher =
  (graphqlPath: string, sessions: SessionStore): Fetcher =>
  async (params, options = {}) => {
    const body = JSON.stringify(params);
    const own = Object.entries(options.headers ?? {});
    const unsendable = own.find(([name, value]) => !isSendable(name, String(value)));
    if (unsendable) return failure(`The header "${unsendable[0]}" cannot be sent: names and values of headers are ASCII.`) as never;
    const ownAuthorization = own.some(([name]) => name.toLowerCase() === 'authorization');

    const attempt = async (): Promise<{ token: string | null; answer: Answer | Answers }> => {
      if (!ownAuthorization) await sessions.freshen();
      const token = ownAuthorization ? null : (sessions.get().session?.accessToken ?? null);
      const headers = new Headers({ 'content-type': 'application/json', accept: takenBy(params) });
      if (token) headers.set('authorization', `Bearer ${token}`);
      for (const [name, value] of own) headers.set(name, String(value));
      return { token, answer: await post(graphqlPath, headers, body) };
    };

    const first = await attempt();
    if (ownAuthorization || !isAnswer(first.answer) || !isRefused(first.answer)) return first.answer as never;
    if (mayHaveRun(first.answer, params)) return first.answer as never;

    const recovered = await sessions.recover(first.token);
    // A stale token must not cost the person the documentation: the schema is read without one.
    const isIntrospection = params.operationName === 'IntrospectionQuery' && first.token !== null;
    return (recovered || isIntrospection ? (await attempt()).answer : first.answer) as never;
  };

/** What a browser would refuse with an error of its own, which says nothing of headers. */
const isSendable = (name: string, value: string): boolean => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\t -~]*$/.test(value);

const isRefused = (answer: Answer): boolean => answer.errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED') ?? false;

/** A mutation is sent again only when the server did not begin it: then the answer has no `data` at all. */
const mayHaveRun = (answer: Answer, question: Question): boolean => 'data' in answer && isOf('mutation', question);

/** By the text itself: what GraphiQL has parsed may be of a moment before, when somebody types fast. */
const isOf = (kind: string, { query, operationName }: Question): boolean => {
  try {
    return getOperationAST(parse(query, { noLocation: true }), operationName)?.operation === kind;
  } catch {
    return false; // the server says what is wrong with it
  }
};

/** Parts are asked for only where there may be several: single answers are had from whoever asks the same at the same time. */
const takenBy = (question: Question): string => {
  if (isOf('subscription', question)) return 'multipart/mixed;subscriptionSpec="1.0", application/json';
  return question.query.includes('@defer') ? 'multipart/mixed;deferSpec=20220824, application/json' : 'application/json';
};
