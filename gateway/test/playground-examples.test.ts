import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Supergraph } from '@apollo/federation-internals';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type GraphQLSchema, getOperationAST, getVariableValues, parse, print, validate } from 'graphql';
import { examples } from '../playground/examples';

/** To the letter: other tests, the README and the start banner use the same. */
const crossDomainQuery =
  '{ me { email properties(first: 2) { edges { node { title documents(first: 2) { edges { node { title } } } exchanges(first: 1) { edges { node { id } } } } } } platformLinks(first: 1) { edges { node { name platform } } } } builds(first: 1) { edges { node { status client { id name } } } } }';

describe("the playground's examples, in the composed graph", () => {
  let schema: GraphQLSchema;

  beforeAll(() => {
    const sdl = readFileSync(path.join(__dirname, '..', 'supergraph.graphql'), 'utf8');
    schema = Supergraph.build(sdl).apiSchema().toGraphQLJSSchema();
  });

  it.each(examples.map((example) => [example.title, example] as const))(
    '%s: is valid, with its variables',
    (_title, { query, variables }) => {
      const document = parse(query);
      expect(validate(schema, document)).toEqual([]);
      const definitions = getOperationAST(document)?.variableDefinitions ?? [];
      const { errors = [] } = getVariableValues(schema, definitions, JSON.parse(variables ?? '{}'));
      expect(errors).toEqual([]);
    },
  );
});

describe("the playground's examples", () => {
  it('begin with the cross-domain query', () => {
    expect(print(parse(String(examples[0]?.query)))).toBe(print(parse(crossDomainQuery)));
  });

  it('read as the editor would print them', () => {
    for (const { query } of examples) expect(query).toBe(`${print(parse(query))}\n`);
  });

  it('have names of their own, so that each tab and history entry can be told apart', () => {
    const names = examples.slice(1).map(({ query }) => getOperationAST(parse(query))?.name?.value);
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain(undefined);
  });
});
