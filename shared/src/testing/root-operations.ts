import { type GraphQLArgument, type GraphQLInputType, isEnumType, isInputObjectType, isLeafType, isListType, isNonNullType } from 'graphql';
import { buildFederatedSchema, type SchemaParts } from '../graphql/federated-schema';

/** An operation of one root field, with the least that its arguments ask for. */
export interface RootOperation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly field: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const SCALARS: Readonly<Record<string, unknown>> = {
  ID: '00000000-0000-4000-8000-000000000000',
  Int: 1,
  Float: 1,
  Boolean: false,
  Decimal: '1',
  BigInt: 1,
  EmailAddress: 'nobody@example.com',
  URL: 'https://example.com',
  Date: '2026-01-01',
  DateTime: '2026-01-01T00:00:00Z',
  JSON: {},
};

/** The least value that an input type takes: what is needed, and nothing more. */
export const least = (type: GraphQLInputType): unknown => {
  if (isNonNullType(type)) return least(type.ofType);
  if (isListType(type)) return [];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!isInputObjectType(type)) return SCALARS[type.name] ?? 'x';
  return Object.fromEntries(
    Object.values(type.getFields())
      .filter(isNeeded)
      .map((field) => [field.name, least(field.type)]),
  );
};

/** Whether an argument or field must be given. */
export const isNeeded = ({ type, defaultValue }: Pick<GraphQLArgument, 'type' | 'defaultValue'>): boolean =>
  isNonNullType(type) && defaultValue === undefined;

/** Every root field of a service, `_service` and `_entities` among them: for tests that ask them all as somebody. */
export function rootOperations(parts: SchemaParts): RootOperation[] {
  const { schema } = buildFederatedSchema(parts);
  const roots = { query: schema.getQueryType(), mutation: schema.getMutationType(), subscription: schema.getSubscriptionType() };
  const fieldsOf = (kind: RootOperation['kind']) =>
    Object.values(roots[kind]?.getFields() ?? {}).map((field): RootOperation => {
      const args = field.args.filter(isNeeded);
      const named = (text: (arg: GraphQLArgument) => string) => (args.length ? `(${args.map(text).join(', ')})` : '');
      let { type } = field;
      while ('ofType' in type) type = type.ofType;
      const selection = isLeafType(type) ? '' : ' { __typename }';
      return {
        kind,
        field: field.name,
        query: `${kind} ${named((arg) => `$${arg.name}: ${arg.type}`)} { ${field.name}${named((arg) => `${arg.name}: $${arg.name}`)}${selection} }`,
        variables: Object.fromEntries(args.map((arg) => [arg.name, least(arg.type)])),
      };
    });
  return [...fieldsOf('query'), ...fieldsOf('mutation'), ...fieldsOf('subscription')];
}
