import { type DirectiveNode, type DocumentNode, GraphQLError, Kind, type SelectionNode, type ValueNode, visit } from 'graphql';
import type { Conditions } from '../projection/selection';

const DEFER = 'defer';

/** Each part has requests of its own to subgraphs; those of an operation with more parts come with the rest. */
const MOST_PARTS = 20;

/** A document whose parts that may come later each have a label of ours, and the labels that its client gave them. */
export interface LabelledDocument {
  readonly document: DocumentNode;
  /** By label of ours; undefined where the client gave none. */
  readonly labels: ReadonlyMap<string, string | undefined>;
}

const argumentOf = ({ arguments: given = [] }: DirectiveNode, name: string): ValueNode | undefined =>
  given.find((one) => one.name.value === name)?.value;

/** @returns why the client's own labels cannot be told apart, otherwise */
export function labelDefers(document: DocumentNode): LabelledDocument | GraphQLError {
  const labels = new Map<string, string | undefined>();
  let fault: GraphQLError | undefined;
  const labelled = visit(document, {
    Directive(node): DirectiveNode | undefined {
      if (node.name.value !== DEFER) return undefined;
      const label = argumentOf(node, 'label');
      const given = label?.kind === Kind.STRING ? label.value : undefined;
      if (label && label.kind !== Kind.STRING && label.kind !== Kind.NULL) fault ??= badLabel('The label of @defer is a text.', node);
      if (given !== undefined && [...labels.values()].includes(given))
        fault ??= badLabel(`Two parts with @defer have the label ${given}; give each its own.`, node);
      const own = `d${labels.size}`;
      labels.set(own, given);
      const others = (node.arguments ?? []).filter(({ name }) => name.value !== 'label');
      return { ...node, arguments: [...others, argument('label', { kind: Kind.STRING, value: own })] };
    },
  });
  if (fault) return fault;
  return labels.size > MOST_PARTS ? { document: withoutDefers(document), labels: new Map() } : { document: labelled, labels };
}

/** The label of a selection that comes later; undefined for one that comes with the rest. */
export function deferralOf({ directives = [] }: SelectionNode, conditions: Conditions): string | undefined {
  const defer = directives.find(({ name }) => name.value === DEFER);
  const label = defer && argumentOf(defer, 'label');
  return defer && label?.kind === Kind.STRING && holds(defer, conditions) ? label.value : undefined;
}

/** A directive `@defer` as a planner is to see it: without conditions, or not at all. */
export function chosenDefer(node: DirectiveNode, conditions: Conditions, isTaken: boolean): DirectiveNode | null {
  if (!isTaken || !holds(node, conditions)) return null;
  return { ...node, arguments: (node.arguments ?? []).filter(({ name }) => name.value === 'label') };
}

/** The document itself where it has none. */
export const withoutDefers = (document: DocumentNode): DocumentNode =>
  visit(document, { Directive: (node) => (isDefer(node) ? null : undefined) });

export const isDefer = ({ name }: DirectiveNode): boolean => name.value === DEFER;

function holds(node: DirectiveNode, conditions: Conditions): boolean {
  const value = argumentOf(node, 'if');
  if (value?.kind === Kind.VARIABLE) return conditions[value.name.value] !== false;
  return value?.kind === Kind.BOOLEAN ? value.value : true;
}

const argument = (name: string, value: ValueNode) => ({
  kind: Kind.ARGUMENT as const,
  name: { kind: Kind.NAME as const, value: name },
  value,
});

const badLabel = (message: string, nodes: DirectiveNode): GraphQLError =>
  new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } });
