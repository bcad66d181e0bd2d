import {
  astFromValue,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isIntrospectionType,
  isLeafType,
  isObjectType,
  isUnionType,
  print,
} from 'graphql';
import { buildFederatedSchema } from '../graphql/federated-schema';
import { isNeeded, least, type RootOperation, rootOperations } from './root-operations';
import { isStub } from './schema-checks';
import type { RootRule, SweepDeclaration, SweptType } from './sweep-declaration';

const FEDERATION = /^_/;
const NOT_OURS = /^(Query|Mutation|Subscription|PageInfo|_.*)$|(Connection|Edge)$/;

/** A root field that reads a declared type. */
export interface RootRead {
  readonly field: string;
  readonly kind: 'row' | 'list' | 'plain';
  readonly type: string;
  readonly canFilter: boolean;
}

/** Everything in a schema that a sweep asks for. */
export interface SweepPlan {
  readonly schema: GraphQLSchema;
  readonly types: ReadonlyMap<string, SweptType>;
  readonly reads: readonly RootRead[];
  /** Types that `_entities` answers, of this subgraph and of others. */
  readonly references: readonly string[];
  /** Queries, mutations and subscriptions that a rule of their own speaks of. */
  readonly ruled: readonly RootOperation[];
  /** Fields that are another thing for each viewer, by type. */
  readonly varies: ReadonlyMap<string, readonly string[]>;
  /** What the schema has and the declaration does not. */
  readonly missing: readonly string[];
}

/** The type whose rows a field answers: itself, or what its connection pages through. */
export const rowTypeOf = ({ type }: Pick<GraphQLField<unknown, unknown>, 'type'>): string => {
  const named = getNamedType(type);
  if (!isObjectType(named) || !named.name.endsWith('Connection')) return named.name;
  const edge = getNamedType(named.getFields().edges?.type ?? named);
  return isObjectType(edge) ? getNamedType(edge.getFields().node?.type ?? edge).name : named.name;
};

export const isConnection = ({ type }: Pick<GraphQLField<unknown, unknown>, 'type'>): boolean =>
  getNamedType(type).name.endsWith('Connection');

/** Compares a schema with what is declared of it. */
export function sweepPlan(
  declaration: Pick<SweepDeclaration, 'parts' | 'types' | 'varies' | 'apart' | 'queries' | 'mutations' | 'subscriptions'>,
): SweepPlan {
  const { schema } = buildFederatedSchema(declaration.parts);
  for (const [type, fields] of Object.entries(declaration.apart ?? {}))
    for (const field of fields) delete (schema.getType(type) as GraphQLObjectType).getFields()[field];
  const types = new Map(declaration.types.map((type) => [type.name, type]));
  const missing: string[] = [];
  const queries = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(({ name }) => !FEDERATION.test(name));
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  const subscriptions = Object.values(schema.getSubscriptionType()?.getFields() ?? {});
  const reads: RootRead[] = [];
  for (const field of queries) {
    if (declaration.queries?.[field.name]) continue;
    const type = rowTypeOf(field);
    if (!types.has(type)) missing.push(`Query.${field.name}`);
    else reads.push({ field: field.name, type, kind: kindOf(field), canFilter: canFilterById(field) });
  }
  const ruled = [
    { root: 'Mutation', fields: mutations, rules: declaration.mutations },
    { root: 'Subscription', fields: subscriptions, rules: declaration.subscriptions },
  ];
  for (const { root, fields, rules } of ruled) {
    for (const field of fields) {
      const rule = rules?.[field.name];
      if (!rule) missing.push(`${root}.${field.name}`);
      else missing.push(...undeclaredIds(field, rule).map((path) => `${root}.${field.name}: the id ${path}`));
    }
  }
  const union = schema.getType('_Entity');
  const references = isUnionType(union) ? union.getTypes().map(({ name }) => name) : [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type) || NOT_OURS.test(type.name)) continue;
    // What has no id is part of the row that it is read from.
    if (type.getFields().id && !types.has(type.name) && !isStub(type)) missing.push(type.name);
  }
  const names = new Set([...queries, ...mutations, ...subscriptions].map(({ name }) => name));
  for (const name of Object.keys({ ...declaration.queries, ...declaration.mutations, ...declaration.subscriptions }))
    if (!names.has(name)) missing.push(`${name}, which is declared and not in the schema`);
  const isRuled = ({ kind, field }: RootOperation) => ruleOf(declaration, kind, field) !== undefined;
  const varies = new Map([
    ...declaration.types.map((type) => [type.name, type.varies] as const),
    ...Object.entries(declaration.varies ?? {}),
  ]);
  return { schema, types, varies, reads, references, ruled: rootOperations(declaration.parts).filter(isRuled), missing };
}

/** The rule of a root field, if it has one of its own. */
export const ruleOf = (
  { queries, mutations, subscriptions }: Pick<SweepDeclaration, 'queries' | 'mutations' | 'subscriptions'>,
  kind: RootOperation['kind'],
  field: string,
): RootRule | undefined => ({ query: queries, mutation: mutations, subscription: subscriptions })[kind]?.[field];

/** Ids that a call may name beside the row that it is about. */
function undeclaredIds({ args }: GraphQLField<unknown, unknown>, rule: RootRule): string[] {
  const own = rule.target ? [rule.at ?? 'id', rule.at ?? 'input.id'] : [];
  return idsIn(args, '').filter((path) => !own.includes(path) && !rule.names?.[path]);
}

const idsIn = (inputs: readonly (GraphQLArgument | GraphQLInputField)[], prefix: string): string[] =>
  inputs.flatMap(({ name, type }) => {
    const named = getNamedType(type);
    if (isInputObjectType(named)) return idsIn(Object.values(named.getFields()), `${prefix}${name}.`);
    return named.name === 'ID' ? [`${prefix}${name}`] : [];
  });

const kindOf = (field: GraphQLField<unknown, unknown>): RootRead['kind'] => {
  if (isConnection(field)) return 'list';
  return field.args.some(({ name }) => name === 'id') ? 'row' : 'plain';
};

const canFilterById = ({ args }: GraphQLField<unknown, unknown>): boolean => {
  const filter = args.find(({ name }) => name === 'filter');
  const type = filter && getNamedType(filter.type);
  return Boolean(type && 'getFields' in type && 'id' in type.getFields());
};

/** The fields of a type that are read of a row: all but its id and what another subgraph has to bring. */
export const fieldsOf = (schema: GraphQLSchema, name: string): readonly GraphQLField<unknown, unknown>[] =>
  Object.values((schema.getType(name) as GraphQLObjectType).getFields()).filter(
    ({ name, astNode }) => name !== 'id' && !astNode?.directives?.some((directive) => directive.name.value === 'external'),
  );

/** A field with what it needs, and below it rows by their ids, and at depth 1 with all of their own fields. */
export function selectionOf(plan: SweepPlan, field: GraphQLField<unknown, unknown>, depth = 1): string {
  const needed = field.args.filter(isNeeded).map((arg) => {
    const value = astFromValue(least(arg.type), arg.type);
    return `${arg.name}: ${value ? print(value) : 'null'}`;
  });
  const args = [...needed, ...(isConnection(field) ? ['first: 100'] : [])];
  const head = `${field.name}${args.length ? `(${args.join(', ')})` : ''}`;
  if (isLeafType(getNamedType(field.type))) return head;
  const row = `{ ${rowSelection(plan, rowTypeOf(field), depth)} }`;
  return isConnection(field) ? `${head} { edges { node ${row} } totalCount }` : `${head} ${row}`;
}

function rowSelection(plan: SweepPlan, type: string, depth: number): string {
  const fields = fieldsOf(plan.schema, type);
  const isPart = !('id' in (plan.schema.getType(type) as GraphQLObjectType).getFields());
  if (isPart) return ['__typename', ...fields.map((field) => selectionOf(plan, field, depth))].join(' ');
  if (depth === 0 || !plan.types.has(type)) return '__typename id';
  return ['__typename id', ...fields.map((field) => selectionOf(plan, field, depth - 1))].join(' ');
}
