import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';

import { isIncluded } from '../operation/chosen-document';
import { deferralOf } from '../operation/defers';

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

/** A part of an answer that comes later. */
export interface DeferredPart {
  readonly label: string;
  readonly set: SelectionSetNode;
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
    private readonly interfaceObjects: ReadonlySet<string>,
    /** Whether parts with `@defer` come later; otherwise they come with the rest. */
    private readonly defers = false,
  ) {}

  /** The fields of a type with fields, in order, of all these selection sets together. */
  of(type: GraphQLObjectType | GraphQLInterfaceType, sets: readonly SelectionSetNode[]): CollectedField[] {
    const nodes = new Map<string, FieldNode[]>();
    const seen = new Set<string>();
    for (const set of sets) this.collect(type, set, nodes, seen);
    return [...nodes].flatMap(([key, same]) => {
      const [first] = same as [FieldNode];
      const field = this.fieldOf(type, first.name.value);
      return field ? [{ key, source: this.plannedKey(first), field, nodes: same }] : [];
    });
  }

  /** What of these selection sets comes later, for an object of a type. */
  deferred(type: GraphQLObjectType | GraphQLInterfaceType, sets: readonly SelectionSetNode[]): readonly DeferredPart[] {
    const later: DeferredPart[] = [];
    const seen = new Set<string>();
    if (this.defers) for (const set of sets) this.collect(type, set, new Map(), seen, later);
    return later;
  }

  /** The object types that a value of a composite type may be of. */
  possible(type: GraphQLCompositeType): readonly GraphQLObjectType[] {
    return isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type];
  }

  /**
   * The interfaces whose name alone may come for a value of a composite type: a subgraph that knows them as one type of
   * object answers so, and the plan asks another which type it is only where that makes a difference.
   */
  unresolved(type: GraphQLCompositeType): readonly GraphQLInterfaceType[] {
    if (!isInterfaceType(type)) return [];
    return [type, ...this.schema.getImplementations(type).interfaces].filter(({ name }) => this.interfaceObjects.has(name));
  }

  /** Of which type an object is that came for a composite type; undefined where it says none that fits. */
  typeOf(type: GraphQLCompositeType, value: object): GraphQLObjectType | GraphQLInterfaceType | undefined {
    const { __typename: named } = value as { readonly __typename?: unknown };
    const possible = this.possible(type);
    const unresolved = this.unresolved(type);
    if (named !== undefined) return [...possible, ...unresolved].find(({ name }) => name === named);
    return isAbstractType(type) ? unresolved.find((one) => one === type) : possible[0];
  }

  private collect(
    type: GraphQLObjectType | GraphQLInterfaceType,
    set: SelectionSetNode,
    into: Map<string, FieldNode[]>,
    seen: Set<string>,
    later?: DeferredPart[],
  ): void {
    for (const node of set.selections) {
      if (!isIncluded(node.directives, this.conditions)) continue;
      const label = this.defers && node.kind !== Kind.FIELD ? deferralOf(node, this.conditions) : undefined;
      if (node.kind === Kind.FIELD) {
        const key = (node.alias ?? node.name).value;
        const same = into.get(key);
        if (same) same.push(node);
        else into.set(key, [node]);
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.fragments.get(node.name.value);
      if (!fragment || !this.applies(type, fragment.typeCondition?.name.value)) continue;
      if (label !== undefined) {
        later?.push({ label, set: fragment.selectionSet });
        continue;
      }
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        if (seen.has(node.name.value)) continue;
        seen.add(node.name.value);
      }
      this.collect(type, fragment.selectionSet, into, seen, later);
    }
  }

  private applies(type: GraphQLObjectType | GraphQLInterfaceType, condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true;
    const wanted = this.schema.getType(condition);
    return isAbstractType(wanted) && this.schema.isSubType(wanted, type);
  }

  private fieldOf(type: GraphQLObjectType | GraphQLInterfaceType, name: string): GraphQLField<unknown, unknown> | undefined {
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
