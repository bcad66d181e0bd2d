import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isIntrospectionType,
  isLeafType,
  isObjectType,
} from 'graphql';
import type { PermissionResource } from '../access/permissions';
import { assertByScope, mayByScope, type TokenNeed } from '../access/token-scopes';
import type { SchemaParts } from './federated-schema';
import type { RequestScope } from './request-scope';

type Context = { readonly scope: RequestScope };
type Field = GraphQLField<unknown, Context>;
type Resolve = GraphQLFieldResolver<unknown, Context>;
type Reference = (reference: never, context: never) => unknown;

const has = ({ astNode }: GraphQLObjectType | Field, directive: string): boolean =>
  astNode?.directives?.some(({ name }) => name.value === directive) ?? false;

/**
 * What partner access tokens reach of a subgraph, decided here and nowhere else: what is not allowed by a resource of
 * {@link SchemaParts.resources} is refused. A field asks for the scope of the type that it answers, through lists,
 * connections and payloads; policies then decide as for the token's owner. People pass.
 */
export class TokenGuard {
  constructor(private readonly parts: Pick<SchemaParts, 'resources' | 'references'>) {}

  /** The way back to an entity by its key, which is null to a token without the scope, as it is for what is not there. */
  reference(type: string, resolve: Reference): Reference {
    const need: TokenNeed = { resource: this.parts.resources?.[type] ?? null, action: 'read' };
    return (reference, context) => (mayByScope((context as Context).scope.viewer, need) ? resolve(reference, context) : null);
  }

  /** Guards the fields of all types of an executable schema. */
  guard(schema: GraphQLSchema): void {
    const mutation = schema.getMutationType();
    const roots: unknown[] = [schema.getQueryType(), mutation, schema.getSubscriptionType()];
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) || isIntrospectionType(type) || type.name.startsWith('_')) continue;
      for (const field of Object.values(type.getFields()) as Field[]) {
        if (field.name.startsWith('_')) continue; // references guard _entities
        const isEntrance = roots.includes(type) || this.isOurs(type, field);
        const resource = this.resourceOf(field.type);
        if (resource === undefined && !isEntrance) continue;
        guardField(field, { resource: resource ?? null, action: type === mutation ? actionOf(field) : 'read' });
      }
    }
  }

  /**
   * The resource by which a type is guarded: null for one that is not for tokens, undefined for one that says nothing by
   * itself: a scalar, a stub, PageInfo. A connection, an edge or a payload stands for what is inside of it, if that is of
   * one resource.
   */
  resourceOf(output: GraphQLOutputType, above: readonly string[] = []): PermissionResource | null | undefined {
    const type = getNamedType(output);
    if (isLeafType(type)) return undefined;
    if (!isObjectType(type)) return null;
    const { name } = type;
    const resource = this.parts.resources?.[name];
    if (resource || name in this.parts.references) return resource ?? null;
    if (has(type, 'key') || has(type, 'shareable') || above.includes(name)) return undefined;
    const within = new Set(Object.values(type.getFields()).map((field) => this.resourceOf(field.type, [...above, name])));
    within.delete(undefined);
    const [one = null, ...others] = within;
    return others.length ? null : one;
  }

  /** Whether a field is one that this service adds to a type of another one, whose resources know nothing of it. */
  private isOurs(type: GraphQLObjectType, field: Field): boolean {
    const isStub = has(type, 'key') && !(type.name in this.parts.references);
    return isStub && field.name !== 'id' && !has(field, 'external');
  }
}

/** Whoever lets a program write does not let it delete with that. */
const actionOf = ({ name }: Field): TokenNeed['action'] => (/^(delete|trash|purge)[A-Z]/.test(name) ? 'delete' : 'write');

function guardField(field: Field, need: TokenNeed): void {
  const guarded =
    (resolve: Resolve): Resolve =>
    (source, args, context, info) => {
      assertByScope(context.scope.viewer, need);
      return resolve(source, args, context, info);
    };
  field.resolve = guarded(field.resolve ?? defaultFieldResolver);
  if (field.subscribe) field.subscribe = guarded(field.subscribe);
}
