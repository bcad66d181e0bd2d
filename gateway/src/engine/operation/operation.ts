import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode, FragmentDefinitionNode, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type CompiledPlan, compilePlan } from '../plan/compile-plan';
import type { TypeRelations } from '../plan/type-relations';
import { compileProjector, type Projector } from '../projection/projector';
import { type Conditions, Selections } from '../projection/selection';
import { conditionsOf } from './chosen-document';
import { fragmentsOf } from './fragments';
import { Introspection } from './introspection';
import type { PlannedDocument } from './planned-keys';

/** An operation for one choice of its conditions. */
export interface OperationVariant {
  readonly plan: CompiledPlan;
  readonly project: Projector;
  readonly selections: Selections;
  /** With the parts that come later; the same where none does. */
  readonly whole: Selections;
  /** Keys of root fields that the plan has nothing for: an error each, never a silent null. */
  readonly unplanned: readonly string[];
  /** What it asks of the schema itself; undefined for most. */
  readonly introspection?: Introspection;
}

/** What an operation is made of. */
export interface OperationParts {
  readonly schema: GraphQLSchema;
  readonly types: TypeRelations;
  /** With the fragments that it spreads, and nothing else. */
  readonly document: DocumentNode;
  readonly node: OperationDefinitionNode;
  readonly planned: PlannedDocument;
  /** The client's labels of parts that may come later, by ours. */
  readonly labels: ReadonlyMap<string, string | undefined>;
  /** The plan for one choice of its conditions: the same for all, or one for each. @throws GraphQLError as the planner refuses it */
  readonly plan: (conditions: Conditions, defers: boolean) => QueryPlan | Promise<QueryPlan>;
}

/** By what an operation's plan is chosen. */
export interface Choice {
  readonly conditions: Conditions;
  /** Whether parts may come later. */
  readonly defers: boolean;
}

/** Choices of an operation's conditions that are kept; each is compiled anew when it comes after so many others. */
const MAX_VARIANTS = 64;

/** An operation with its plan, and what was compiled of them. */
export class Operation {
  readonly root: GraphQLObjectType;
  readonly planned: PlannedDocument;
  readonly node: OperationDefinitionNode;
  /** The client's labels of parts that may come later, by ours. */
  readonly labels: ReadonlyMap<string, string | undefined>;
  private readonly conditionNames: readonly string[];
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly variants = new LRUCache<string, { readonly choice: Choice; readonly variant: OperationVariant }>({ max: MAX_VARIANTS });
  private readonly underWay = new Map<string, Promise<OperationVariant>>();

  constructor(private readonly parts: OperationParts) {
    const { schema, document, node, planned, labels } = parts;
    this.node = node;
    this.planned = planned;
    this.labels = labels;
    this.root = schema.getRootType(node.operation) as GraphQLObjectType;
    this.fragments = fragmentsOf(document);
    this.conditionNames = conditionsOf(document);
  }

  /** Those that were asked for, the last used first. */
  get choices(): readonly Choice[] {
    return [...this.variants.values()].map(({ choice }) => choice);
  }

  /**
   * @param variables coerced @param defers whether parts may come later
   * @throws GraphQLError where this choice of conditions cannot be planned
   */
  variant(variables: Readonly<Record<string, unknown>>, defers = false): OperationVariant | Promise<OperationVariant> {
    // Only those of `@defer` may be left out, and it comes later then.
    const holds = (name: string) => variables[name] === true || variables[name] === undefined;
    const key = `${defers ? 'later ' : ''}${this.conditionNames.map((name) => (holds(name) ? '1' : '0')).join('')}`;
    const known = this.variants.get(key)?.variant ?? this.underWay.get(key);
    if (known) return known;
    const conditions = Object.fromEntries(this.conditionNames.map((name) => [name, holds(name)]));
    const plan = this.parts.plan(conditions, defers);
    if (!(plan instanceof Promise)) return this.keep(key, { conditions, defers }, plan);
    const made = plan.then((one) => this.keep(key, { conditions, defers }, one)).finally(() => this.underWay.delete(key));
    this.underWay.set(key, made);
    return made;
  }

  private keep(key: string, choice: Choice, plan: QueryPlan): OperationVariant {
    const variant = this.compile(choice, plan);
    this.variants.set(key, { choice, variant });
    return variant;
  }

  private compile({ conditions, defers }: Choice, { node }: QueryPlan): OperationVariant {
    const { schema, types, document } = this.parts;
    const { plannedKey } = this.planned;
    const selections = new Selections(schema, this.fragments, conditions, plannedKey, types.interfaceObjects, defers);
    const plan = compilePlan(node, conditions, types);
    const parts = plan.steps.flatMap((step) => step.parts);
    const shared = new Set(parts.flatMap(({ places }) => places.map(({ path }) => path.filter((key) => key !== '@').join('.'))));
    const project = compileProjector(selections, this.root, [this.node.selectionSet], (path) => shared.has(path));
    const whole = defers ? new Selections(schema, this.fragments, conditions, plannedKey, types.interfaceObjects) : selections;
    const fields = whole.of(this.root, [this.node.selectionSet]);
    const planned = new Set(parts.flatMap(({ places: [{ path }], asked }) => (path.length ? [] : (asked.get('') ?? []))));
    const unplanned = fields.flatMap(({ key, source, field }) => (planned.has(source) || field.name.startsWith('__') ? [] : [key]));
    const introspection = Introspection.of(schema, document, this.node, fields);
    return { plan, project, selections, whole, unplanned, introspection };
  }
}
