import { type DirectiveNode, Kind, parse, type SelectionSetNode, type TypeDefinitionNode, type TypeExtensionNode } from 'graphql';

/** What the directives of one subgraph's schema say of its types. */
export interface SubgraphFacts {
  /** Key selections by type. */
  readonly keys: ReadonlyMap<string, readonly SelectionSetNode[]>;
  /** Those of them by which the subgraph finds an entity. */
  readonly resolvable: ReadonlyMap<string, readonly SelectionSetNode[]>;
  /** Required selections by `Type.field`. */
  readonly requires: ReadonlyMap<string, SelectionSetNode>;
  /** Types that stand for an interface of another subgraph. */
  readonly interfaceObjects: ReadonlySet<string>;
}

/** Reads the directives of a subgraph's SDL. */
export function factsOf(sdl: string): SubgraphFacts {
  const keys = new Map<string, SelectionSetNode[]>();
  const resolvable = new Map<string, SelectionSetNode[]>();
  const requires = new Map<string, SelectionSetNode>();
  const interfaceObjects = new Set<string>();
  for (const node of parse(sdl).definitions as readonly (TypeDefinitionNode | TypeExtensionNode)[]) {
    if (!('name' in node) || !node.name) continue;
    const { value: type } = node.name;
    for (const directive of node.directives ?? []) {
      if (directive.name.value === 'key') keys.set(type, [...(keys.get(type) ?? []), selectionOf(directive)]);
      const isFalse = directive.arguments?.some(
        ({ name, value }) => name.value === 'resolvable' && value.kind === Kind.BOOLEAN && !value.value,
      );
      if (directive.name.value === 'key' && !isFalse) resolvable.set(type, [...(resolvable.get(type) ?? []), selectionOf(directive)]);
      if (directive.name.value === 'interfaceObject') interfaceObjects.add(type);
    }
    if (!('fields' in node)) continue;
    for (const field of node.fields ?? [])
      for (const directive of field.directives ?? [])
        if (directive.name.value === 'requires') requires.set(`${type}.${field.name.value}`, selectionOf(directive));
  }
  return { keys, resolvable, requires, interfaceObjects };
}

/** The selection in a directive's argument `fields`. */
function selectionOf({ arguments: given = [] }: DirectiveNode): SelectionSetNode {
  const fields = given.find(({ name }) => name.value === 'fields')?.value;
  if (fields?.kind !== Kind.STRING) throw new Error('a field set is a string');
  const [operation] = parse(`{${fields.value}}`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('a field set is a selection');
  return operation.selectionSet;
}
