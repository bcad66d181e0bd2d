import { describe, expect, it } from '@jest/globals';
import { graphql } from 'graphql';
import { Arg, Directive, Field, ID, InputType, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql';
import { buildFederatedSchema, type SchemaParts } from '../src/graphql/federated-schema';
import { aViewer } from '../src/testing/viewers';

/** A service whose names are the other one's too: each with a type, an input, an enum and a root field of its own. */
const lending = (): SchemaParts => {
  enum State {
    LENT = 'LENT',
  }
  registerEnumType(State, { name: 'State' });
  @ObjectType('Book')
  @Directive('@key(fields: "id")')
  class Book {
    @Field(() => ID)
    readonly id!: string;
    @Field(() => State)
    state!: State;
  }
  @InputType('BookFilter')
  class BookFilter {
    @Field(() => State, { nullable: true })
    state?: State;
  }
  @Resolver(() => Book)
  class BookResolver {
    @Query(() => [Book])
    books(@Arg('filter', () => BookFilter, { nullable: true }) _filter?: BookFilter): Book[] {
      return [{ id: 'lent', state: State.LENT }];
    }
  }
  return { resolvers: [BookResolver], references: {}, publicFields: ['books'] };
};

const selling = (): SchemaParts => {
  enum State {
    SOLD = 'SOLD',
  }
  registerEnumType(State, { name: 'State' });
  @ObjectType('Book')
  @Directive('@key(fields: "id")')
  class Book {
    @Field(() => ID)
    readonly id!: string;
    @Field(() => State)
    sale!: State;
  }
  @ObjectType('Receipt')
  @Directive('@key(fields: "id")')
  class Receipt {
    @Field(() => ID)
    readonly id!: string;
  }
  @Resolver(() => Book)
  class BookResolver {
    @Query(() => Book)
    book(): Book {
      return { id: 'sold', sale: State.SOLD };
    }
  }
  return {
    resolvers: [BookResolver],
    orphanedTypes: [Receipt],
    references: { Book: ({ id }: { id: string }) => ({ id, sale: State.SOLD }) },
  };
};

describe('two services in one process', () => {
  const [lent, sold] = [buildFederatedSchema(lending()), buildFederatedSchema(selling())];
  const again = buildFederatedSchema(lending());

  it('have each their own types, fields and values, whatever was built before', () => {
    expect(lent.sdl).toMatch(/type Book @key\(fields: "id"\) \{\s+id: ID!\s+state: State!\s+\}/);
    expect(lent.sdl).not.toMatch(/SOLD|sale|Receipt|book:/);
    expect(sold.sdl).toMatch(/type Receipt @key/);
    expect(sold.sdl).not.toMatch(/LENT|BookFilter|books/);
    expect(again.sdl).toBe(lent.sdl);
  });

  it('answer from their own resolvers', async () => {
    const contextValue = { scope: { viewer: aViewer() } };
    const ask = (schema: typeof lent.schema, source: string) => graphql({ schema, source, contextValue });
    expect(await ask(lent.schema, '{ books { id state } }')).toEqual({ data: { books: [{ id: 'lent', state: 'LENT' }] } });
    expect(
      await ask(sold.schema, '{ book { sale } _entities(representations: [{ __typename: "Book", id: "x" }]) { ... on Book { id sale } } }'),
    ).toEqual({ data: { book: { sale: 'SOLD' }, _entities: [{ id: 'x', sale: 'SOLD' }] } });
    expect(
      await ask(sold.schema, '{ _entities(representations: [{ __typename: "Receipt", id: "r1" }]) { ... on Receipt { id } } }'),
    ).toEqual({ data: { _entities: [{ id: 'r1' }] } });
  });
});

describe('representations', () => {
  const { schema } = buildFederatedSchema(selling());
  const codes = async (representations: unknown[]) => {
    const source = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }';
    const { errors } = await graphql({
      schema,
      source,
      variableValues: { r: representations },
      contextValue: { scope: { viewer: aViewer() } },
    });
    return errors?.map(({ extensions }) => extensions.code);
  };

  it.each([
    [{}],
    [5],
    ['Book'],
    [[]],
    [{ __typename: 'Nothing', id: 'x' }],
    [{ __typename: 'State', id: 'x' }],
    [{ __typename: 'Query', id: 'x' }],
    [{ __typename: '__proto__', id: 'x' }],
    [{ __typename: 'Book' }],
    [{ __typename: 'Book', id: null }],
    [{ __typename: 'Book', id: 5 }],
    [{ __typename: 'Book', id: ['x'] }],
    [{ __typename: ['Book'], id: 'x' }],
  ])('must not be %j', async (one) => {
    expect(await codes([one])).toEqual(['BAD_USER_INPUT']);
    expect(await codes([{ __typename: 'Book', id: 'x' }, one])).toEqual(['BAD_USER_INPUT']);
  });

  it('may be none at all', async () => {
    expect(await codes([])).toBeUndefined();
  });
});
