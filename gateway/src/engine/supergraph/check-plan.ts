import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';

/**
 * Finds plans that ask a subgraph for a field which requires others where it cannot be told of them: below another field,
 * and not of an entity whose representation has them. The subgraph would compute it out of nothing.
 */
export class PlanCheck {
  /** Fields that require others, as `subgraph Type.field`. */
  private readonly requiring: ReadonlySet<string>;

  /** @param supergraph with its join directives @param schema of all of its types */
  constructor(
    supergraph: DocumentNode,
    private readonly schema: GraphQLSchema,
  ) {
    this.requiring = requiringFields(supergraph);
  }

  /** @throws GraphQLError when the plan is not to be carried out */
  assertRight({ node }: QueryPlan): void {
    if (this.requiring.size === 0 || !node) return;
    if (node.kind === 'Subscription') {
      this.fetch(node.primary);
      if (node.rest) this.walk(node.rest);
    } else this.walk(node);
  }

  private walk(node: PlanNode): void {
    if (node.kind === 'Sequence' || node.kind === 'Parallel') for (const one of node.nodes) this.walk(one);
    else if (node.kind === 'Flatten') this.walk(node.node);
    else if (node.kind === 'Fetch') this.fetch(node);
    else if (node.kind === 'Defer') {
      for (const { node: one } of [node.primary, ...node.deferred]) if (one) this.walk(one);
    } else if (node.kind === 'Condition') for (const one of [node.ifClause, node.elseClause]) if (one) this.walk(one);
  }

  private fetch({ operation, operationKind, requires, serviceName }: FetchNode): void {
    const [definition] = parse(operation, { noLocation: true }).definitions as readonly [OperationDefinitionNode];
    const root = this.schema.getRootType(operationKind)?.name ?? '';
    for (const one of definition.selectionSet.selections) {
      const isEntities = requires !== undefined && one.kind === Kind.FIELD && one.name.value === '_entities';
      if (isEntities && one.selectionSet) this.selection(one.selectionSet, '', serviceName, true);
    }
    if (!requires) this.selection(definition.selectionSet, root, serviceName, false);
  }

  private selection({ selections }: SelectionSetNode, type: string, service: string, isTold: boolean): void {
    for (const one of selections) {
      if (one.kind === Kind.FRAGMENT_SPREAD) continue;
      if (one.kind === Kind.INLINE_FRAGMENT) {
        this.selection(one.selectionSet, one.typeCondition?.name.value ?? type, service, isTold);
        continue;
      }
      const { value: field } = one.name;
      if (!isTold && this.requiring.has(`${service} ${type}.${field}`))
        throw new GraphQLError(`The field ${field} cannot be had here together with what it requires.`, {
          extensions: { code: 'INTERNAL' },
        });
      const parent = this.schema.getType(type);
      const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field] : undefined;
      const below = definition && getNamedType(definition.type);
      if (one.selectionSet && isCompositeType(below)) this.selection(one.selectionSet, below.name, service, false);
    }
  }
}

/** Of subgraphs that provide nothing: what is provided needs no telling. */
function requiringFields({ definitions }: DocumentNode): ReadonlySet<string> {
  const names = new Map<string, string>();
  const found: { readonly graph: string; readonly field: string }[] = [];
  const providing = new Set<string>();
  for (const one of definitions) {
    if (one.kind === Kind.ENUM_TYPE_DEFINITION && one.name.value === 'join__Graph')
      for (const { name, directives = [] } of one.values ?? []) names.set(name.value, argumentOf(directives[0], 'name') ?? name.value);
    if (one.kind !== Kind.OBJECT_TYPE_DEFINITION && one.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of one.fields ?? [])
      for (const directive of field.directives ?? []) {
        const graph = argumentOf(directive, 'graph');
        if (!graph || directive.name.value !== 'join__field') continue;
        if (argumentOf(directive, 'requires')) found.push({ graph, field: `${one.name.value}.${field.name.value}` });
        if (argumentOf(directive, 'provides')) providing.add(graph);
      }
  }
  return new Set(found.filter(({ graph }) => !providing.has(graph)).map(({ graph, field }) => `${names.get(graph) ?? graph} ${field}`));
}

function argumentOf(directive: ConstDirectiveNode | undefined, name: string): string | undefined {
  const value = directive?.arguments?.find((one) => one.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}
