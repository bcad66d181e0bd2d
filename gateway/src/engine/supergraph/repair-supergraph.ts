import { type ConstDirectiveNode, Kind, type ObjectTypeDefinitionNode, parse, print, visit } from 'graphql';

/**
 * A composed schema whose types name the keys by which they can be found in front of those that only tell them apart: a field
 * that requires others comes back into its own subgraph by the first key whose fields are at hand, and the planner does not
 * look whether that subgraph can find anything by it.
 */
export function repairSupergraph(sdl: string): string {
  if (!sdl.includes('resolvable: false')) return sdl;
  return print(
    visit(parse(sdl, { noLocation: true }), {
      ObjectTypeDefinition: (node): ObjectTypeDefinitionNode => {
        const directives = node.directives ?? [];
        return { ...node, directives: [...directives.filter((one) => !isOnlyKey(one)), ...directives.filter(isOnlyKey)] };
      },
    }),
  );
}

const isOnlyKey = ({ name, arguments: given = [] }: ConstDirectiveNode): boolean =>
  name.value === 'join__type' &&
  given.some((one) => one.name.value === 'resolvable' && one.value.kind === Kind.BOOLEAN && !one.value.value);
