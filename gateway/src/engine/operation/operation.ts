import type { QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { type CompiledPlan, compilePlan } from '../plan/compile-plan';
import type { TypeRelations } from '../plan/type-relations';
import { compileProjector, type Projector } from '../projection/projector';
import { type Conditions, Selections } from '../projection/selection';
import { Introspection } from './introspection';
import type { PlannedDocument } from './planned-keys';

/** An operation for one choice of its conditions. */
export interface OperationVariant {
  readonly plan: CompiledPlan;
  readonly project: Projector;
  readonly selections: Selections;
  /** Keys of root fields that the plan has nothing for: an error each, never a silent null. */
  readonly unplanned: readonly string[];
  /** What it asks of the schema itself; undefined for most. */
  readonly introspection?: Introspection;
}

/** Choices of an operation's conditions that are kept; each is compiled anew when it comes after so many others. */
const MAX_VARIANTS = 64;

/** An operation with its plan, and what was compiled of them. */
export class Operation {
  readonly root: GraphQLObjectType;
  /** The Boolean variables that decide what is skipped and included. */
  private readonly conditionNames: readonly string[];
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly variants = new LRUCache<string, OperationVariant>({ max: MAX_VARIANTS });

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly types: TypeRelations,
    readonly document: DocumentNode,
    readonly node: OperationDefinitionNode,
    readonly planned: PlannedDocument,
    private readonly queryPlan: QueryPlan,
  ) {
    this.root = schema.getRootType(node.operation) as GraphQLObjectType;
    this.fragments = new Map(
      document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [])),
    );
    this.conditionNames = conditionsOf(document);
  }

  /** @param variables coerced */
  variant(variables: Readonly<Record<string, unknown>>): OperationVariant {
    const key = this.conditionNames.map((name) => (variables[name] ? '1' : '0')).join('');
    let variant = this.variants.get(key);
    if (!variant) {
      variant = this.compile(Object.fromEntries(this.conditionNames.map((name) => [name, variables[name] === true])));
      this.variants.set(key, variant);
    }
    return variant;
  }

  private compile(conditions: Conditions): OperationVariant {
    const { node } = this.queryPlan;
    if (node?.kind === 'Subscription') throw new Error('a subscription is no single answer');
    const selections = new Selections(this.schema, this.fragments, conditions, this.planned.plannedKey);
    const plan = compilePlan(node, conditions, this.types);
    const shared = new Set(plan.steps.flatMap(({ parts }) => parts.map(({ path }) => path.filter((key) => key !== '@').join('.'))));
    const project = compileProjector(selections, this.root, [this.node.selectionSet], (path) => shared.has(path));
    const fields = selections.of(this.root, [this.node.selectionSet]);
    const planned = new Set(plan.steps.flatMap(({ parts }) => parts.flatMap(({ path, asked }) => (path.length ? [] : (asked.get('') ?? [])))));
    const unplanned = fields.flatMap(({ key, source, field }) => (planned.has(source) || field.name.startsWith('__') ? [] : [key]));
    return { plan, project, selections, unplanned, introspection: Introspection.of(this.schema, this.document, this.node, fields) };
  }
}

function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: given = [] }) {
      const value = given[0]?.value;
      if ((name.value === 'skip' || name.value === 'include') && value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}
