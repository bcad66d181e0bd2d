import type { QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  validate,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { TypeRelations } from '../plan/type-relations';
import type { SupergraphFacts } from '../supergraph/planner';
import { chosenDocument, conditionsOf, nestsConditions } from './chosen-document';
import { labelDefers } from './defers';
import { fragmentsOf } from './fragments';
import { type Choice, Operation } from './operation';
import { planKeys } from './planned-keys';

/** Plans one operation, here or elsewhere. @throws GraphQLError when it cannot be planned, or not in time */
export type PlanOperation = (text: string) => Promise<QueryPlan>;

/** Looks at an operation before it is planned. @returns why it is refused */
export type CheckOperation = (document: DocumentNode, operation: OperationDefinitionNode) => GraphQLError | undefined;

export interface OperationsParts {
  readonly schema: GraphQLSchema;
  readonly types: TypeRelations;
  readonly plan: PlanOperation;
  readonly facts: SupergraphFacts;
  readonly check?: CheckOperation;
  readonly maxTokens?: number;
}

/** What is the matter with a text, each error with a code. */
export type RefusedOperation = readonly GraphQLError[];

export const isRefused = (value: unknown): value is RefusedOperation => Array.isArray(value);

/**
 * Of what kept an operation from being made ready, where that is its client's doing: it cannot be planned, or is nested so
 * deep that calls within calls come to their end. @throws Error for what is our own fault
 */
export function refusalOf(error: unknown): RefusedOperation {
  if (error instanceof GraphQLError) return [error];
  if (error instanceof RangeError) return [limit('This document is nested too deep; ask for less at a time.')];
  throw error;
}

/** Characters of all remembered texts together; what is compiled of one weighs about two hundred times as much. */
const MAX_REMEMBERED = 1_000_000;

/** How many choices of an operation's conditions are planned before anybody asks for them. */
const WARMED_CHOICES = 4;

/** An operation with what it was used as. */
export interface UsedOperation {
  /** Its name, and in the lines below its text. */
  readonly key: string;
  /** The last used first. */
  readonly choices: readonly Choice[];
}

/** Makes operations out of texts, each once: parsed, validated, planned. Who asks meanwhile waits for the same. */
export class Operations {
  private readonly known = new LRUCache<string, Operation>({
    max: 4_000,
    maxSize: MAX_REMEMBERED,
    sizeCalculation: (_, key) => key.length + 1,
  });
  private readonly underWay = new Map<string, Promise<Operation | RefusedOperation>>();

  private readonly requiring: ReadonlySet<string>;

  constructor(private readonly parts: OperationsParts) {
    this.requiring = new Set(parts.facts.requiringFields);
  }

  /** What is known by now, the last used first, for {@link warm}. */
  get mostUsed(): readonly UsedOperation[] {
    return [...this.known].map(([key, { choices }]) => ({ key, choices }));
  }

  /** Makes one of {@link mostUsed} known, if it still is an operation, and plans what it was used as last. */
  async warm({ key, choices }: UsedOperation): Promise<void> {
    const end = key.indexOf('\n');
    try {
      const operation = await this.prepare(key.slice(end + 1), key.slice(0, end) || undefined);
      if (!(operation instanceof Operation)) return;
      for (const { conditions, defers } of choices.slice(0, WARMED_CHOICES).reverse()) await operation.variant(conditions, defers);
    } catch {
      // Whoever asks for it is told why it cannot be had.
    }
  }

  /** @returns the operation, at once when it is known, or why there is none */
  prepare(text: string, operationName?: string | null): Operation | RefusedOperation | Promise<Operation | RefusedOperation> {
    const key = `${operationName ?? ''}\n${text}`;
    const known = this.known.get(key);
    if (known) return known;
    const waited = this.underWay.get(key);
    if (waited) return waited;
    const made = this.make(text, operationName)
      .catch(refusalOf)
      .then((operation) => {
        if (operation instanceof Operation) this.known.set(key, operation);
        return operation;
      });
    this.underWay.set(key, made);
    return made.finally(() => this.underWay.delete(key));
  }

  private needsChoice(document: DocumentNode): boolean {
    if (this.requiring.size === 0 || conditionsOf(document).length === 0) return false;
    const names = new Set<string>();
    visit(document, { Field: ({ name }) => void names.add(name.value) });
    return [...names].some((name) => this.requiring.has(name));
  }

  private async make(text: string, operationName: string | null | undefined): Promise<Operation | RefusedOperation> {
    const { schema, types, plan, facts, check, maxTokens } = this.parts;
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return [coded(error, 'GRAPHQL_PARSE_FAILED')];
    }
    const faults = validate(schema, document, undefined, { hideSuggestions: true });
    if (faults.length)
      return faults.map((fault) => (fault.message === GIVEN_UP ? limit(TOO_MUCH) : coded(fault, 'GRAPHQL_VALIDATION_FAILED')));
    const operation = getOperationAST(document, operationName);
    if (!operation)
      return [
        coded(
          new GraphQLError(
            operationName
              ? `There is no operation ${operationName} in the document.`
              : 'Name the operation to run: the document has several.',
          ),
          'BAD_USER_INPUT',
        ),
      ];
    const refused = check?.(document, operation);
    if (refused) return [refused];
    const alone = onlyUsed(document, operation);
    const clash = clashOf(alone, facts.requirements);
    if (clash) return [clash];
    const labelled = labelDefers(alone);
    if (labelled instanceof GraphQLError) return [labelled];
    const { document: whole, labels } = labelled;
    const planned = planKeys(whole, facts);
    const parts = { schema, types, document: whole, node: whole.definitions[0] as OperationDefinitionNode, planned, labels };
    // Of a field that requires others the plan asks them under the field's own conditions, and then waits for them for its
    // neighbours too, which would be null in silence. And a field under a condition is left out where all below it is. So what
    // is left of such operations is planned, choice by choice.
    if (labels.size > 0 || nestsConditions(alone) || this.needsChoice(alone))
      return new Operation({ ...parts, plan: (chosen, defers) => plan(print(chosenDocument(planned.document, chosen, defers))) });
    const queryPlan = await plan(print(chosenDocument(planned.document)));
    return new Operation({ ...parts, plan: () => queryPlan });
  }
}

/**
 * Two fields may require one field of another subgraph with different arguments. A plan asks for it once, and gives both what
 * was asked for last; better no answer than a wrong one.
 */
function clashOf(document: DocumentNode, requirements: SupergraphFacts['requirements']): GraphQLError | undefined {
  const first = new Map<string, { readonly requirement: string; readonly field: string }>();
  let clash: GraphQLError | undefined;
  visit(document, {
    Field(node) {
      const field = node.name.value;
      for (const requirement of Object.hasOwn(requirements, field) ? (requirements[field] ?? []) : []) {
        const name = requirement.slice(0, requirement.indexOf('('));
        const other = first.get(name) ?? { requirement, field };
        first.set(name, other);
        if (other.requirement !== requirement)
          clash ??= new GraphQLError(`The fields ${other.field} and ${field} cannot be had in one operation; ask for one at a time.`, {
            nodes: node,
            extensions: { code: 'BAD_USER_INPUT' },
          });
      }
    },
  });
  return clash;
}

/** The operation with the fragments that it spreads, and nothing else. */
function onlyUsed(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  const fragments = fragmentsOf(document);
  const used = new Set<FragmentDefinitionNode>();
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment || used.has(fragment)) return;
        used.add(fragment);
        follow(fragment);
      },
    });
  };
  follow(operation);
  return { kind: Kind.DOCUMENT, definitions: [operation, ...used] };
}

/** How graphql-js says that comparing the fields of a document with each other would never end. */
const GIVEN_UP = 'Validation aborted.';
const TOO_MUCH = 'This document selects the same too often to be looked through; ask for less at a time.';

const limit = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'LIMIT' } });

const coded = (error: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(error.message, { nodes: error.nodes, source: error.source, positions: error.positions, extensions: { code } });
