import { describe, expect, it } from '@jest/globals';
import { graphql } from 'graphql';
import { Ctx, Directive, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { Permission } from '../src/access/permissions';
import { isTokenScope, TOKEN_SCOPES } from '../src/access/token-scopes';
import type { Viewer } from '../src/access/viewer';
import { connectionOf } from '../src/graphql/connection';
import { buildFederatedSchema, type SchemaParts } from '../src/graphql/federated-schema';
import { aViewer } from '../src/testing/viewers';

@ObjectType('Address')
class Address {
  @Field(() => String)
  line!: string;
}

@ObjectType('Key')
@Directive('@key(fields: "id")')
class Key {
  @Field(() => ID)
  readonly id!: string;
}

@ObjectType('Owner')
@Directive('@key(fields: "id")')
class Owner {
  @Field(() => ID)
  readonly id!: string;
}

/** A stub: another service owns it, and this one adds fields. */
@ObjectType('Place')
@Directive('@key(fields: "id")')
class Place {
  @Field(() => ID)
  readonly id!: string;

  @Directive('@external')
  @Field(() => String, { nullable: true })
  readonly name!: string | null;
}

@ObjectType('House')
@Directive('@key(fields: "id")')
class House {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Address)
  address!: Address;

  @Field(() => Owner, { nullable: true })
  owner!: Owner | null;

  @Field(() => Key, { nullable: true })
  key!: Key | null;

  @Field(() => Place, { nullable: true })
  place!: Place | null;
}
const HouseConnection = connectionOf(House, 'House', 'houses');

@ObjectType('HousePayload')
class HousePayload {
  @Field(() => House)
  house!: House;

  @Field(() => String)
  note!: string;
}

@ObjectType('MixedPayload')
class MixedPayload {
  @Field(() => House)
  house!: House;

  @Field(() => Owner)
  owner!: Owner;
}

const house: House = { id: 'h', address: { line: '1' }, owner: { id: 'o' }, key: { id: 'k' }, place: { id: 'p', name: 'n' } };
const houses = { edges: [{ node: house, cursor: 'c' }], pageInfo: {}, count: async () => 1 };

@Resolver(() => House)
class HouseResolver {
  @Query(() => House, { nullable: true })
  house(): House {
    return house;
  }

  @Query(() => HouseConnection, { nullable: true })
  houses() {
    return houses;
  }

  @Query(() => [House], { nullable: true })
  list(): House[] {
    return [house];
  }

  @Query(() => Key, { nullable: true })
  key(): Key {
    return { id: 'k' };
  }

  @Query(() => Owner, { nullable: true })
  owner(): Owner {
    return { id: 'o' };
  }

  @Query(() => Place, { nullable: true })
  place(): Place {
    return { id: 'p', name: 'n' };
  }

  @Query(() => Address, { nullable: true })
  address(): Address {
    return { line: '1' };
  }

  @Query(() => String, { nullable: true })
  text(@Ctx() _context: unknown): string {
    return 't';
  }

  @Mutation(() => House, { nullable: true })
  build(): House {
    return house;
  }

  @Mutation(() => House, { nullable: true })
  deleteHouse(): House {
    return house;
  }

  @Mutation(() => HousePayload, { nullable: true })
  paint(): HousePayload {
    return { house, note: 'n' };
  }

  @Mutation(() => MixedPayload, { nullable: true })
  swap(): MixedPayload {
    return { house, owner: { id: 'o' } };
  }

  @Mutation(() => Owner, { nullable: true })
  rename(): Owner {
    return { id: 'o' };
  }

  @Mutation(() => Boolean, { nullable: true })
  clear(): boolean {
    return true;
  }
}

@Resolver(() => Place)
class PlaceResolver {
  @FieldResolver(() => HouseConnection, { nullable: true })
  houses() {
    return houses;
  }

  @Directive('@requires(fields: "name")')
  @FieldResolver(() => String, { nullable: true })
  secret(): string {
    return 's';
  }
}

const parts: SchemaParts = {
  resolvers: [HouseResolver, PlaceResolver],
  references: { House: () => house, Owner: () => ({ id: 'o' }), Key: () => ({ id: 'k' }) },
  resources: { House: 'property', Address: 'property', Owner: 'user' },
};
const { schema } = buildFederatedSchema(parts);

const aToken = (...scopes: Permission[]): Viewer => aViewer('ADMIN', { sessionId: undefined, scopes, tokenId: aViewer().userId });
const ask = (viewer: Viewer, source: string, variableValues?: Record<string, unknown>) =>
  graphql({ schema, source, variableValues, contextValue: { scope: { viewer } } });
const refusals = async (viewer: Viewer, source: string) => (await ask(viewer, source)).errors?.map(({ message }) => message) ?? [];
const ENTITIES =
  'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on House { id } ... on Owner { id } ... on Key { id } ... on Place { id houses { edges { node { id } } } } } }';
const refs = ['House', 'Owner', 'Key', 'Place'].map((__typename) => ({ __typename, id: 'x' }));

const needs = (scope: string) => [`The access token needs the scope ${scope}.`];
const NEVER = ['This is not for access tokens; sign in instead.'];

describe('a partner access token', () => {
  it.each([
    '{ house { id address { line } place { id name } } }',
    '{ houses { edges { node { id } cursor } pageInfo { __typename } totalCount } }',
    '{ list { id } }',
  ])('reads by its scope: %s', async (source) => {
    expect(await refusals(aToken('property:read'), source)).toEqual([]);
    for (const others of [[], ['property:write'], ['user:read', 'client:read']] as Permission[][])
      expect(await refusals(aToken(...others), source)).toEqual(needs('property:read'));
  });

  it.each(['mutation { build { id } }', 'mutation { paint { note house { id } } }'])('writes by its scope: %s', async (source) => {
    expect(await refusals(aToken('property:write', 'property:read'), source)).toEqual([]);
    expect(await refusals(aToken('property:read'), source)).toEqual(needs('property:write'));
  });

  it('deletes by a scope of its own', async () => {
    expect(await refusals(aToken('property:delete', 'property:read'), 'mutation { deleteHouse { id } }')).toEqual([]);
    expect(await refusals(aToken('property:write', 'property:read'), 'mutation { deleteHouse { id } }')).toEqual(needs('property:delete'));
  });

  it('asks for the scope of each type on the way', async () => {
    expect(await refusals(aToken('property:read'), '{ house { owner { id } } }')).toEqual(needs('user:read'));
    expect(await refusals(aToken('property:read', 'user:read'), '{ house { owner { id } } }')).toEqual([]);
    const { data } = await ask(aToken('property:read'), '{ house { id owner { id } } }');
    expect(data).toEqual({ house: { id: 'h', owner: null } });
  });

  it.each([
    '{ key { id } }',
    '{ house { key { id } } }',
    '{ place { id } }',
    '{ text }',
    'mutation { clear }',
    'mutation { swap { house { id } } }',
  ])('never gets to what has no resource: %s', async (source) => {
    expect(await refusals(aToken(...TOKEN_SCOPES), source)).toEqual(NEVER);
  });

  it('never writes users or roles, whatever its scopes say', async () => {
    expect(await refusals(aToken('user:write', 'user:read', 'role:write'), 'mutation { rename { id } }')).toEqual(NEVER);
    expect(TOKEN_SCOPES.filter((scope) => /^(user|role):/.test(scope))).toEqual(['user:read']);
    expect(['user:write', 'role:read', 'nothing:read', 'property', ''].map(isTokenScope)).toEqual(Array(5).fill(false));
  });

  it('finds null by reference without the scope, and passes the stubs of other services', async () => {
    expect((await ask(aToken('property:read'), ENTITIES, { refs })).data?._entities).toEqual([
      { id: 'h' },
      null,
      null,
      { id: 'x', houses: { edges: [{ node: { id: 'h' } }] } },
    ]);
    const { data, errors } = await ask(aToken('user:read'), ENTITIES, { refs });
    expect(data?._entities).toEqual([null, { id: 'o' }, null, { id: 'x', houses: null }]);
    expect(errors?.map(({ message }) => message)).toEqual(needs('property:read'));
  });

  it('gets to no field that a service adds to another one’s type without a resource', async () => {
    const query = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Place { name secret } } }';
    const { data, errors } = await ask(aToken(...TOKEN_SCOPES), query, { refs: [{ __typename: 'Place', id: 'p', name: 'n' }] });
    expect([data?._entities, errors?.map(({ message }) => message)]).toEqual([[{ name: 'n', secret: null }], NEVER]);
  });

  it('is one without any scope when only its id came', async () => {
    const viewer = aViewer('ADMIN', { tokenId: aViewer().userId });
    expect(await refusals(viewer, '{ house { id } }')).toEqual(needs('property:read'));
  });
});

describe('people', () => {
  it.each([
    '{ house { owner { id } key { id } } key { id } place { id secret } text address { line } }',
    'mutation { build { id } swap { house { id } } rename { id } clear }',
  ])('pass: %s', async (source) => {
    expect(await refusals(aViewer(), source)).toEqual([]);
  });
});
