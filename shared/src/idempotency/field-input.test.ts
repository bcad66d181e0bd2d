import { describe, expect, it } from '@jest/globals';
import { buildSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { inputOf } from './field-input';

const schema = buildSchema(
  'type Query { a: Int } type Mutation { make(size: Int = 1): Made } type Made { rows(first: Int = 5): Int made: Made }',
);
const definition = schema.getMutationType()?.getFields().make as never;

const input = (query: string, variables: Record<string, unknown> = {}): string => {
  const document = parse(query);
  const [operation] = document.definitions as [OperationDefinitionNode];
  const nodes = operation.selectionSet.selections.filter((node) => node.kind === Kind.FIELD);
  return inputOf({ definition, nodes, document, variables });
};

describe('what two requests have in common', () => {
  it('is their input, whether a default stands for it or not', () => {
    expect(input('mutation { make(size: 1) { rows } }')).toBe(input('mutation { make { rows } }'));
    expect(input('mutation { make(size: 2) { rows } }')).not.toBe(input('mutation { make { rows } }'));
    expect(input('mutation { make(size: null) { rows } }')).not.toBe(input('mutation { make { rows } }'));
  });

  it('is what variables of the selection are, those in fragments too, and whether they are there', () => {
    const direct = 'mutation ($first: Int) { make { rows(first: $first) } }';
    const inFragment =
      'mutation ($first: Int) { make { ...outer } } fragment outer on Made { made { ...inner } } fragment inner on Made { rows(first: $first) }';
    for (const query of [direct, inFragment])
      expect(new Set([{}, { first: null }, { first: 1 }, { first: 2 }].map((variables) => input(query, variables))).size).toBe(4);
    expect(input(direct, { first: 1, other: 2 })).toBe(input(direct, { first: 1 }));
  });
});
