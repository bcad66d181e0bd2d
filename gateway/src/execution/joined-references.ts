import type { GraphQLAnswer, GraphQLRequest } from '@plat/shared/graphql/execute';

type Send = (request: GraphQLRequest) => Promise<GraphQLAnswer>;
type Reference = Readonly<Record<string, unknown>>;

interface Waiting {
  readonly request: GraphQLRequest;
  readonly references: readonly Reference[];
  resolve(answer: GraphQLAnswer | Promise<GraphQLAnswer>): void;
}

/** What a request asks of its references; undefined where it asks for anything else, or with other variables. */
const questionOf = ({ query, operationName, variables }: GraphQLRequest): string | undefined => {
  if (!Array.isArray(variables?.representations) || Object.keys(variables).length !== 1) return undefined;
  const named = `query ${operationName ?? ''}`;
  return query.startsWith(named) ? query.slice(named.length) : query; // the plan numbers its operations, and nothing else tells them apart
};

/**
 * Asks a service once where a plan asks it several times at the same moment for the same fields of references at different
 * places, such as the names of participants, senders and assignees: one request, one transaction, and the statements of one.
 * For one operation of a client, so that nobody's references travel with somebody else's.
 */
export class JoinedReferences {
  private readonly waiting = new WeakMap<object, Map<string, Waiting[]>>();

  /** @param operation of the client, by identity @param send for the first request of several @throws what it throws */
  ask(operation: object, request: GraphQLRequest, send: Send): Promise<GraphQLAnswer> {
    const question = questionOf(request);
    if (question === undefined) return send(request);
    const questions = this.waiting.get(operation) ?? new Map<string, Waiting[]>();
    this.waiting.set(operation, questions);
    return new Promise((resolve) => {
      const one: Waiting = { request, references: request.variables?.representations as Reference[], resolve };
      const others = questions.get(question);
      if (others) {
        others.push(one);
        return;
      }
      const all = [one];
      questions.set(question, all);
      // When all that was resolved by the answer before has run: then the plan's parallel fetches are here.
      Promise.resolve().then(() =>
        process.nextTick(() => {
          questions.delete(question);
          sendTogether(all, send);
        }),
      );
    });
  }
}

function sendTogether(all: readonly Waiting[], send: Send): void {
  const [first, ...others] = all as [Waiting];
  if (others.length === 0) {
    first.resolve(send(first.request));
    return;
  }
  const answer = send({ ...first.request, variables: { representations: all.flatMap(({ references }) => references) } });
  let from = 0;
  for (const { references, resolve } of all) {
    const begin = from;
    from += references.length;
    resolve(answer.then((whole) => partOf(whole, begin, references.length)));
  }
}

/** The answer as the service would have given it to these references alone. */
function partOf({ data, errors }: GraphQLAnswer, begin: number, count: number): GraphQLAnswer {
  const entities = data?._entities;
  const own = errors?.flatMap((error) => {
    const [field, index, ...rest] = error.path ?? [];
    if (typeof index !== 'number') return [error];
    return index >= begin && index < begin + count ? [{ ...error, path: [field as string, index - begin, ...rest] }] : [];
  });
  return {
    ...(data !== undefined && { data: Array.isArray(entities) ? { ...data, _entities: entities.slice(begin, begin + count) } : data }),
    ...(own?.length && { errors: own }),
  };
}
