import {
  type DocumentNode,
  defaultFieldResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields';
import { Projections } from '../database/projections';

export type Variables = Readonly<Record<string, unknown>>;

/** A type as values are completed by it. */
export type Shape = { readonly isNullable: boolean } & (
  | { readonly kind: 'leaf'; readonly type: GraphQLLeafType }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'object'; readonly type: GraphQLObjectType }
  | { readonly kind: 'abstract'; readonly type: GraphQLAbstractType }
);

/** What fields of a query are found by. */
interface Selecting {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Those that conditions ask for. */
  readonly variables: Variables;
  /** How many fields are planned. */
  planned: number;
}

/** One way in which the conditions of a query come out. */
interface Way {
  readonly selecting: Selecting;
  readonly fields: readonly PlannedField[];
}

/** A field at one place of a query, with all that is known of it before there is data. */
export class PlannedField {
  readonly shape: Shape;
  readonly resolve: GraphQLFieldResolver<unknown, unknown>;
  /** What it reads off its object where it is a leaf that nothing resolves, as most fields are. */
  readonly read?: { readonly property: string; readonly type: GraphQLLeafType };
  readonly hasArguments: boolean;
  readonly isTypename: boolean;
  private below?: Map<GraphQLObjectType, readonly PlannedField[]>;

  /** @param name as the answer has it */
  constructor(
    private readonly selecting: Selecting,
    readonly parent: GraphQLObjectType,
    readonly name: string,
    readonly definition: GraphQLField<unknown, unknown>,
    readonly nodes: readonly FieldNode[],
  ) {
    this.shape = shapeOf(definition.type);
    this.resolve = definition.resolve ?? defaultFieldResolver;
    this.hasArguments = definition.args.length > 0;
    this.isTypename = definition === TypeNameMetaFieldDef;
    if (!definition.resolve && !this.hasArguments && this.shape.kind === 'leaf')
      this.read = { property: definition.name, type: this.shape.type };
  }

  /** The fields that are asked of an object of a type which stands here. @throws GraphQLError for a condition that is null */
  of(type: GraphQLObjectType): readonly PlannedField[] {
    let fields = this.below?.get(type);
    if (!fields) {
      const { schema, fragments, variables } = this.selecting;
      fields = planned(this.selecting, type, collectSubfields(schema, fragments, variables, type, this.nodes));
      this.below ??= new Map();
      this.below.set(type, fields);
    }
    return fields;
  }
}

/** A query that fits its schema, planned as it is asked for: once for each way in which its conditions come out. */
export class QueryPlan {
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** What of tables it needs, as far as it was executed. */
  readonly projections = new Projections();
  private readonly conditions: readonly string[];
  private readonly most: number;
  private readonly ways = new Map<string, Way>();

  constructor(
    readonly schema: GraphQLSchema,
    document: DocumentNode,
    readonly operation: OperationDefinitionNode,
  ) {
    const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
    for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
    this.fragments = fragments;
    this.conditions = conditionsOf(document);
    this.most = (document.loc?.source.body.length ?? 0) / CHARACTERS_OF_FIELD;
  }

  /** Its root fields. @param variables coerced @throws GraphQLError for a condition that is null */
  fields(variables: Variables): readonly PlannedField[] {
    const key = this.conditions.map((name) => KEYS.get(variables[name]) ?? '-').join('');
    let way = this.ways.get(key);
    if (!way) {
      const { schema, fragments, operation } = this;
      const asked = Object.fromEntries(this.conditions.map((name) => [name, variables[name]]));
      const type = schema.getQueryType() as GraphQLObjectType;
      const selecting: Selecting = { schema, fragments, variables: asked, planned: 0 };
      way = { selecting, fields: planned(selecting, type, collectFields(schema, fragments, asked, type, operation.selectionSet)) };
      this.ways.set(key, way);
    }
    return way.fields;
  }

  /** Forgets what is planned where it would weigh more than its text may: fragments and types multiply fields. */
  trim(): void {
    let planned = 0;
    for (const { selecting } of this.ways.values()) planned += selecting.planned;
    if (planned > this.most) this.ways.clear();
  }
}

/** Of a text, for each field that is kept planned. A field takes 420 bytes, so they take some 100 for each character. */
const CHARACTERS_OF_FIELD = 4;

const KEYS: ReadonlyMap<unknown, string> = new Map([
  [true, '1'],
  [false, '0'],
]);

/** The variables that @skip and @include ask for. */
function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: args = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}

function planned(selecting: Selecting, parent: GraphQLObjectType, fields: ReadonlyMap<string, readonly FieldNode[]>): PlannedField[] {
  const all: PlannedField[] = [];
  for (const [name, nodes] of fields) {
    const definition = definitionOf(selecting.schema, parent, (nodes[0] as FieldNode).name.value);
    if (definition) all.push(new PlannedField(selecting, parent, name, definition, nodes));
  }
  selecting.planned += all.length;
  return all;
}

function definitionOf(schema: GraphQLSchema, parent: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  const meta = [SchemaMetaFieldDef, TypeMetaFieldDef].find((one) => one.name === name);
  return meta && parent === schema.getQueryType() ? meta : parent.getFields()[name];
}

function shapeOf(type: GraphQLOutputType): Shape {
  const isNullable = !isNonNullType(type);
  const inner = isNonNullType(type) ? (type.ofType as GraphQLOutputType) : type;
  if (isListType(inner)) return { isNullable, kind: 'list', item: shapeOf(inner.ofType as GraphQLOutputType) };
  if (isLeafType(inner)) return { isNullable, kind: 'leaf', type: inner };
  if (isAbstractType(inner)) return { isNullable, kind: 'abstract', type: inner };
  return { isNullable, kind: 'object', type: inner as GraphQLObjectType };
}
