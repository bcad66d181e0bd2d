import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { type SeparateRequirements, withOwnFields } from './separate-requirements';

type Rewrite = NonNullable<FetchNode['inputRewrites']>[number];

/** A plan over the names of {@link SeparateRequirements}, as subgraphs understand it. */
export function separateFetches(plan: QueryPlan, requirements: SeparateRequirements): QueryPlan {
  const { node } = plan;
  if (requirements.fields.size === 0 || !node) return plan;
  const fetches = new Fetches(requirements);
  if (node.kind !== 'Subscription') return { ...plan, node: fetches.of(node) };
  return { ...plan, node: { ...node, primary: fetches.understood(node.primary), rest: node.rest && fetches.of(node.rest) } };
}

class Fetches {
  constructor(private readonly requirements: SeparateRequirements) {}

  of(node: PlanNode): PlanNode {
    switch (node.kind) {
      case 'Sequence':
      case 'Parallel':
        return { ...node, nodes: node.nodes.map((one) => this.of(one)) };
      case 'Flatten':
        return { ...node, node: this.of(node.node) };
      case 'Condition':
        return { ...node, ifClause: node.ifClause && this.of(node.ifClause), elseClause: node.elseClause && this.of(node.elseClause) };
      case 'Fetch': {
        const fetches = this.split(node).map((one) => this.understood(one));
        return fetches.length === 1 ? (fetches[0] as FetchNode) : { kind: 'Parallel', nodes: fetches };
      }
      case 'Defer':
        return {
          ...node,
          primary: { ...node.primary, node: node.primary.node && this.of(node.primary.node) },
          deferred: node.deferred.map((one) => ({ ...one, node: one.node && this.of(one.node) })),
        };
    }
  }

  understood(node: FetchNode): FetchNode {
    const operation = withOwnFields(node.operation, this.requirements.fields);
    const renamed = this.renamers(node.requires ?? [], []);
    return { ...node, operation, ...(renamed.length && { inputRewrites: [...(node.inputRewrites ?? []), ...renamed] }) };
  }

  /** What was fetched under a name of our own goes to the subgraph under its own; the deepest first, by the paths above them. */
  private renamers(selections: readonly QueryPlanSelectionNode[], path: readonly string[]): Rewrite[] {
    return selections.flatMap((one): Rewrite[] => {
      if (one.kind === 'InlineFragment')
        return this.renamers(one.selections, one.typeCondition ? [...path, `... on ${one.typeCondition}`] : path);
      const key = one.alias ?? one.name;
      const own = this.requirements.fields.get(one.name);
      const below = this.renamers(one.selections ?? [], [...path, key]);
      return own ? [...below, { kind: 'KeyRenamer', path: [...path, key], renameKeyTo: own.name }] : below;
    });
  }

  /** One fetch for each choice of arguments, where a subgraph wants one field with several. */
  private split(node: FetchNode): FetchNode[] {
    if (!node.requires) return [node];
    const document = parse(node.operation, { noLocation: true });
    const groups: Set<string>[] = [];
    const groupOf = (type: string, field: string): number => {
      const paths = this.requirements.requiredBy.get(`${type}.${field}`) ?? [];
      const fitting = groups.findIndex((group) => paths.every((path) => ![...group].some((other) => this.excludes(path, other))));
      const place = fitting === -1 ? groups.push(new Set()) - 1 : fitting;
      for (const path of paths) groups[place]?.add(path);
      return place;
    };
    const places = new Map<string, number>();
    eachEntityField(document, (type, { name }) => void places.set(`${type}.${name.value}`, groupOf(type, name.value)));
    if (groups.length <= 1) return [node];
    return groups.map((paths, place) => {
      const operation = keepFields(document, (type, { name }) => (places.get(`${type}.${name.value}`) ?? 0) === place);
      // Keys are in no requirement, or in some group's: what stays out is what the subgraph would take for something else.
      const isForOthers = (path: string) => path !== this.ownPath(path) || [...paths].some((own) => this.excludes(own, path));
      const others = new Set(groups.flatMap((group) => [...group]).filter((path) => !paths.has(path) && isForOthers(path)));
      return {
        ...node,
        operation: print(operation),
        variableUsages: node.variableUsages?.filter((name) => usedVariables(operation).has(name)),
        requires: without(node.requires ?? [], '', others),
      };
    });
  }

  /** Whether two paths lead to one field of the subgraph, with different arguments. */
  private excludes(one: string, other: string): boolean {
    return one !== other && this.ownPath(one) === this.ownPath(other);
  }

  private ownPath(path: string): string {
    return path
      .split('.')
      .map((key) => this.requirements.fields.get(key)?.name ?? key)
      .join('.');
  }
}

const entitySet = ({ definitions }: DocumentNode): SelectionSetNode | undefined => {
  const [operation] = definitions as readonly [OperationDefinitionNode];
  const [entities] = operation.selectionSet.selections as readonly [FieldNode];
  return entities.selectionSet;
};

function eachEntityField(document: DocumentNode, see: (type: string, field: FieldNode) => void): void {
  const walk = ({ selections }: SelectionSetNode, type: string): void => {
    for (const one of selections) {
      if (one.kind === Kind.FIELD) see(type, one);
      else if (one.kind === Kind.INLINE_FRAGMENT) walk(one.selectionSet, one.typeCondition?.name.value ?? type);
    }
  };
  const set = entitySet(document);
  if (set) walk(set, '');
}

/** The operation with those fields of its entities alone, and with the variables that these use. */
function keepFields(document: DocumentNode, isKept: (type: string, field: FieldNode) => boolean): DocumentNode {
  const keep = (set: SelectionSetNode, type: string): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((one): SelectionNode[] => {
      if (one.kind === Kind.FIELD) return isKept(type, one) ? [one] : [];
      if (one.kind === Kind.FRAGMENT_SPREAD) return [one];
      const below = keep(one.selectionSet, one.typeCondition?.name.value ?? type);
      return below.selections.length ? [{ ...one, selectionSet: below }] : [];
    }),
  });
  const [operation] = document.definitions as readonly [OperationDefinitionNode];
  const [entities] = operation.selectionSet.selections as readonly [FieldNode];
  const selectionSet = {
    ...operation.selectionSet,
    selections: [{ ...entities, selectionSet: keep(entities.selectionSet as SelectionSetNode, '') }],
  };
  const kept: DocumentNode = { ...document, definitions: [{ ...operation, selectionSet, variableDefinitions: [] }] };
  const used = usedVariables(kept);
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value));
  return { ...kept, definitions: [{ ...operation, selectionSet, variableDefinitions }] };
}

function usedVariables(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  visit(document, { Variable: ({ name }) => void names.add(name.value) });
  return names;
}

function without(selections: readonly QueryPlanSelectionNode[], path: string, paths: ReadonlySet<string>): QueryPlanSelectionNode[] {
  return selections.flatMap((one): QueryPlanSelectionNode[] => {
    if (one.kind === 'InlineFragment') return [{ ...one, selections: without(one.selections, path, paths) }];
    const at = path ? `${path}.${one.name}` : one.name;
    if (paths.has(at)) return [];
    return [one.selections ? { ...one, selections: without(one.selections, at, paths) } : one];
  });
}
