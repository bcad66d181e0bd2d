import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../operation/fragments';

/**
 * An operation without named fragments, whose fragments are on types of objects alone, or on the type that they are in. The
 * planner knows its way with these where it loses it among interfaces and unions of which a subgraph knows but one type.
 */
export function spellOut(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const speller = new Speller(schema, fragmentsOf(document));
  return {
    kind: Kind.DOCUMENT,
    definitions: operations.map((one) => ({
      ...one,
      selectionSet: speller.set(one.selectionSet, schema.getRootType(one.operation) as GraphQLCompositeType),
    })),
  };
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

class Speller {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ) {}

  set(set: SelectionSetNode, parent: GraphQLCompositeType): SelectionSetNode {
    const selections = this.selections(set, parent);
    return { kind: Kind.SELECTION_SET, selections: selections.length ? selections : [TYPENAME] };
  }

  private selections({ selections }: SelectionSetNode, parent: GraphQLCompositeType): SelectionNode[] {
    return selections.flatMap((one) => (one.kind === Kind.FIELD ? [this.field(one, parent)] : this.fragment(one, parent)));
  }

  private field(node: FieldNode, parent: GraphQLCompositeType): FieldNode {
    if (!node.selectionSet || isUnionType(parent)) return node;
    const type = getNamedType(parent.getFields()[node.name.value]?.type);
    return isCompositeType(type) ? { ...node, selectionSet: this.set(node.selectionSet, type) } : node;
  }

  private fragment(node: InlineFragmentNode | FragmentSpreadNode, parent: GraphQLCompositeType): SelectionNode[] {
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : (this.fragments.get(node.name.value) as FragmentDefinitionNode);
    const named = fragment.typeCondition && this.schema.getType(fragment.typeCondition.name.value);
    const on = isCompositeType(named) ? named : parent;
    const own = this.possible(parent);
    const there = this.possible(on);
    if (on === parent || (!isUnionType(parent) && own.every((one) => there.includes(one)))) {
      if (!node.directives?.length) return this.selections(fragment.selectionSet, parent);
      return [{ kind: Kind.INLINE_FRAGMENT, directives: node.directives, selectionSet: this.set(fragment.selectionSet, parent) }];
    }
    return there
      .filter((one) => own.includes(one))
      .map((one) => ({
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: one.name } },
        directives: node.directives,
        selectionSet: this.set(fragment.selectionSet, one),
      }));
  }

  private possible(type: GraphQLCompositeType): readonly GraphQLCompositeType[] {
    return isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type];
  }
}
