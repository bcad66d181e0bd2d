import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  type SelectionSetNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';

/** What the directives `@skip` and `@include` of an operation are decided by. */
export type Conditions = Readonly<Record<string, boolean>>;

/** A field of one object type, with all selections that share its response key. */
export interface CollectedField {
  readonly key: string;
  /** Where the merged data has it: the key, unless it was planned under another. */
  readonly source: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
}

/** Turns the response key of a field into the one that it is planned under. */
export type PlannedKey = (node: FieldNode) => string;

/** Collects fields as the specification orders them, for one operation and one choice of its conditions. */
export class Selections {
  constructor(
    readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly conditions: Conditions,
    private readonly plannedKey: PlannedKey,
  ) {}

  /** The fields of an object type, in order, of all these selection sets together. */
  of(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): CollectedField[] {
    const nodes = new Map<string, FieldNode[]>();
    for (const set of sets) this.collect(type, set, nodes, new Set());
    return [...nodes].flatMap(([key, same]) => {
      const [first] = same as [FieldNode];
      const field = this.fieldOf(type, first.name.value);
      return field ? [{ key, source: this.plannedKey(first), field, nodes: same }] : [];
    });
  }

  /** The object types that a value of a composite type may be of. */
  possible(type: GraphQLCompositeType): readonly GraphQLObjectType[] {
    return isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type];
  }

  private collect(type: GraphQLObjectType, set: SelectionSetNode, into: Map<string, FieldNode[]>, seen: Set<string>): void {
    for (const node of set.selections) {
      if (!this.includes(node)) continue;
      if (node.kind === Kind.FIELD) {
        const key = (node.alias ?? node.name).value;
        const same = into.get(key);
        if (same) same.push(node);
        else into.set(key, [node]);
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.fragments.get(node.name.value);
      if (!fragment || (node.kind === Kind.FRAGMENT_SPREAD && seen.has(node.name.value))) continue;
      if (node.kind === Kind.FRAGMENT_SPREAD) seen.add(node.name.value);
      if (this.applies(type, fragment.typeCondition?.name.value)) this.collect(type, fragment.selectionSet, into, seen);
    }
  }

  private applies(type: GraphQLObjectType, condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true;
    const wanted = this.schema.getType(condition);
    return isAbstractType(wanted) && this.schema.isSubType(wanted, type);
  }

  private includes({ directives = [] }: { readonly directives?: FieldNode['directives'] }): boolean {
    return directives.every(({ name, arguments: given = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return true;
      const value = given[0]?.value;
      const holds = value?.kind === Kind.VARIABLE ? this.conditions[value.name.value] : value?.kind === Kind.BOOLEAN && value.value;
      return (name.value === 'include') === (holds === true);
    });
  }

  private fieldOf(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
    if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
    if (type === this.schema.getQueryType()) {
      if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
      if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
    }
    return type.getFields()[name];
  }
}

/** The selection sets below a field. */
export const below = ({ nodes }: CollectedField): SelectionSetNode[] =>
  nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));

/** The composite type of a field's values, below lists and not-nulls; undefined for leaves. */
export const compositeOf = ({ field }: CollectedField): GraphQLCompositeType | undefined => {
  const type = getNamedType(field.type);
  return isCompositeType(type) ? type : undefined;
};
