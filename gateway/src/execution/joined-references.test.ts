import { describe, expect, it } from '@jest/globals';
import { unavailable } from '@plat/shared/errors/plat-error';
import type { GraphQLAnswer, GraphQLRequest } from '@plat/shared/graphql/execute';
import { JoinedReferences } from './joined-references';

const FIELDS = '($representations:[_Any!]!){_entities(representations:$representations){...on Contact{firstName}}}';
const contacts = (...ids: string[]) => ids.map((id) => ({ __typename: 'Contact', id }));
const asking = (name: string, ids: string[], fields = FIELDS): GraphQLRequest => ({
  query: `query ${name}${fields}`,
  operationName: name,
  variables: { representations: contacts(...ids) },
});

/** A service that answers each reference with its id, fails for `bad`, and keeps what it was asked. */
const aService = () => {
  const asked: GraphQLRequest[] = [];
  const send = async (request: GraphQLRequest): Promise<GraphQLAnswer> => {
    asked.push(request);
    const { representations } = request.variables as { representations: { id: string }[] };
    const ids = representations.map(({ id }) => id);
    const errors = ids.flatMap((id, n) => (id === 'bad' ? [{ message: 'no', path: ['_entities', n, 'firstName'] }] : []));
    return { data: { _entities: ids.map((firstName) => ({ firstName })) }, ...(errors.length && { errors }) };
  };
  return { asked, send };
};

const OPERATION = {};
const names = ({ data }: GraphQLAnswer) => (data as { _entities: { firstName: string }[] })._entities.map(({ firstName }) => firstName);

describe('references that a plan asks for at the same moment', () => {
  it('are one request, and each gets its own part of the answer', async () => {
    const { asked, send } = aService();
    const [joined, operation] = [new JoinedReferences(), {}];
    const answers = await Promise.all([
      joined.ask(operation, asking('Page__crm__1', ['a', 'b']), send),
      joined.ask(operation, asking('Page__crm__2', ['c']), send),
      Promise.resolve().then(() => joined.ask(operation, asking('Page__crm__3', ['a', 'd']), send)),
    ]);
    expect(asked).toEqual([asking('Page__crm__1', ['a', 'b', 'c', 'a', 'd'])]);
    expect(answers.map(names)).toEqual([['a', 'b'], ['c'], ['a', 'd']]);
  });

  it('get the errors of their own references alone, by the place where they asked', async () => {
    const { send } = aService();
    const [joined, operation] = [new JoinedReferences(), {}];
    const [first, second] = await Promise.all([
      joined.ask(operation, asking('Page__crm__1', ['a', 'b']), send),
      joined.ask(operation, asking('Page__crm__2', ['c', 'bad']), send),
    ]);
    expect(first?.errors).toBeUndefined();
    expect(second?.errors).toEqual([{ message: 'no', path: ['_entities', 1, 'firstName'] }]);
  });

  it('all learn that the service refused, or did not answer', async () => {
    const [joined, operation] = [new JoinedReferences(), {}];
    const refused: GraphQLAnswer = { errors: [{ message: 'sign in' }] };
    const ask = (send: () => Promise<GraphQLAnswer>) =>
      Promise.allSettled([
        joined.ask(operation, asking('Page__crm__1', ['a']), send),
        joined.ask(operation, asking('Page__crm__2', ['b']), send),
      ]);
    expect(await ask(async () => refused)).toEqual(Array(2).fill({ status: 'fulfilled', value: refused }));
    const reason = unavailable('crm does not answer');
    expect(await ask(() => Promise.reject(reason))).toEqual(Array(2).fill({ status: 'rejected', reason }));
  });

  it.each<[string, () => [object, GraphQLRequest], () => [object, GraphQLRequest]]>([
    ['of another operation of a client', () => [{}, asking('P__1', ['a'])], () => [{}, asking('P__1', ['b'])]],
    [
      'for other fields',
      () => [OPERATION, asking('P__1', ['a'])],
      () => [OPERATION, asking('P__2', ['b'], FIELDS.replace('firstName', 'id'))],
    ],
    [
      'with other variables',
      () => [OPERATION, asking('P__1', ['a'])],
      () => [OPERATION, { ...asking('P__2', ['b']), variables: { representations: contacts('b'), first: 1 } }],
    ],
  ])('are asked for apart when they are %s', async (_, one, other) => {
    const { asked, send } = aService();
    const joined = new JoinedReferences();
    const answers = await Promise.all([joined.ask(...one(), send), joined.ask(...other(), send)]);
    expect(asked).toHaveLength(2);
    expect(answers.map(names)).toEqual([['a'], ['b']]);
  });

  it('are asked for again when the answer has come', async () => {
    const { asked, send } = aService();
    const [joined, operation] = [new JoinedReferences(), {}];
    expect(names(await joined.ask(operation, asking('P__1', ['a']), send))).toEqual(['a']);
    expect(names(await joined.ask(operation, asking('P__2', ['b']), send))).toEqual(['b']);
    expect(asked).toHaveLength(2);
  });
});
