import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type GraphQLFieldResolver, type GraphQLObjectType, type GraphQLSchema, type GraphQLUnionType, parse } from 'graphql';
import { buildSchemaSync, createResolversMap, getMetadataStorage, type PubSub } from 'type-graphql';
import type { PermissionResource } from '../access/permissions';
import { badInput, unauthenticated } from '../errors/plat-error';
import type { RequestScope } from './request-scope';
import { TokenGuard } from './token-guard';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires"])\n`;

/** How federation finds an entity again by its key: from the key to the row, or null. */
export type ReferenceResolver = (reference: never, context: never) => unknown;

const noTopics = (): never => {
  throw new Error('A subscription waits for events of the database: give it a subscribe that answers live.watch(…).');
};
const NO_TOPICS: PubSub = { publish: noTopics, subscribe: noTopics };

/** A subgraph's schema as code. */
export interface SchemaParts {
  readonly resolvers: readonly Function[];
  /** Types that no field of this subgraph leads to, which type-graphql would leave out. */
  readonly orphanedTypes?: readonly Function[];
  /** By type name; a stub needs none, its representation is the entity. */
  readonly references: Readonly<Record<string, ReferenceResolver>>;
  /** Root fields that answer without anybody signed in. */
  readonly publicFields?: readonly string[];
  /**
   * Mutations whose answer holds a secret, by name, each with what to do when it was lost: "reveal it again". With
   * an idempotency key, that they were carried out is kept, and their answer is not.
   */
  readonly secretFields?: Readonly<Record<string, string>>;
  /** By type name, the resource whose permission a partner access token needs; a type without one is not for tokens. */
  readonly resources?: Readonly<Record<string, PermissionResource>>;
}

/** A schema that executes, and its text for composition. */
export interface FederatedSchema {
  readonly schema: GraphQLSchema;
  readonly sdl: string;
}

/** Builds a subgraph's executable schema; every root field and `_entities` ask for a viewer unless listed as public. */
export function buildFederatedSchema(parts: SchemaParts): FederatedSchema {
  const { resolvers, orphanedTypes = [], references, publicFields = [] } = parts;
  readPropertiesPlainly();
  const code = buildSchemaSync({
    resolvers: resolvers as [Function],
    orphanedTypes: [...orphanedTypes],
    skipCheck: true,
    validate: false,
    authChecker: () => false,
    pubSub: NO_TOPICS,
  });
  const sdl = `${LINK}\n${printSchemaWithDirectives(code)}\n`;
  const map = createResolversMap(code) as Record<string, Record<string, unknown>>;
  const tokens = new TokenGuard(parts);
  for (const [type, resolve] of Object.entries(references))
    map[type] = { ...map[type], __resolveReference: tokens.reference(type, (reference, context) => resolve(reference, context)) };
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: map as never });
  tokens.guard(schema);
  requireRepresentations(schema);
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
    if (type) requireViewer(type, new Set(['_service', ...publicFields]));
  return { schema, sdl };
}

/** Leaves fields that are a property of their object to whoever executes, which type-graphql would wrap in three functions each. */
function readPropertiesPlainly(): void {
  for (const field of getMetadataStorage().fields) field.simple ??= field.name === field.schemaName && !field.middlewares?.length;
}

/**
 * Lets only representations of our entities through to their resolvers. Apollo's own complaint about another one comes
 * when those before it are under way, and nobody waits for them any more.
 */
function requireRepresentations(schema: GraphQLSchema): void {
  const field = schema.getQueryType()?.getFields()._entities;
  if (!field) return;
  const entities = new Set<unknown>((schema.getType('_Entity') as GraphQLUnionType).getTypes().map(({ name }) => name));
  const resolve = field.resolve as GraphQLFieldResolver<unknown, unknown>;
  field.resolve = (source, args: { representations: readonly { __typename?: unknown; id?: unknown }[] }, context, info) => {
    if (!args.representations.every(({ __typename, id }) => entities.has(__typename) && typeof id === 'string')) {
      throw badInput({ representations: 'must each have the __typename of an entity and its id' });
    }
    return resolve(source, args, context, info);
  };
}

function requireViewer(type: GraphQLObjectType, open: ReadonlySet<string>): void {
  for (const field of Object.values(type.getFields())) {
    if (open.has(field.name)) continue;
    type Resolve = GraphQLFieldResolver<unknown, { readonly scope: RequestScope }>;
    const guarded =
      (resolve: Resolve): Resolve =>
      (source, args, context, info) => {
        if (!context.scope.viewer.isSignedIn) throw unauthenticated();
        return resolve(source, args, context, info);
      };
    field.resolve = guarded(field.resolve as Resolve);
    if (field.subscribe) field.subscribe = guarded(field.subscribe as Resolve);
  }
}
