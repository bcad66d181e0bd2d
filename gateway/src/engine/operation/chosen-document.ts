import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { Conditions } from '../projection/selection';
import { chosenDefer, isDefer } from './defers';
import { fragmentsOf } from './fragments';

/** Whether the directives of a selection let it take part. */
export function isIncluded(directives: readonly DirectiveNode[] | undefined, conditions: Conditions): boolean {
  for (const { name, arguments: given = [] } of directives ?? []) {
    if (name.value !== 'skip' && name.value !== 'include') continue;
    const value = given[0]?.value;
    const holds = value?.kind === Kind.VARIABLE ? conditions[value.name.value] === true : value?.kind === Kind.BOOLEAN && value.value;
    if ((name.value === 'include') !== holds) return false;
  }
  return true;
}

const CONDITIONAL: ReadonlySet<string> = new Set(['skip', 'include', 'defer']);
const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * A document without what its conditions leave out, and without the conditions.
 * @param conditions values of variables; without them, only conditions that say true or false themselves are decided
 * @param defers whether parts may come later
 */
export function chosenDocument(document: DocumentNode, conditions?: Conditions, defers = false): DocumentNode {
  const isDecided = ({ name, arguments: given = [] }: DirectiveNode): boolean =>
    (name.value === 'skip' || name.value === 'include') && (conditions !== undefined || given[0]?.value.kind === Kind.BOOLEAN);
  const isLeft = ({ directives = [] }: SelectionNode): boolean => isIncluded(directives.filter(isDecided), conditions ?? {});
  return visit(document, {
    SelectionSet: {
      enter: (node): SelectionSetNode => ({ ...node, selections: node.selections.filter(isLeft) }),
      // What is left has to select something; nobody asked for it, so nobody is shown it.
      leave: (node): SelectionSetNode | undefined => (node.selections.length === 0 ? { ...node, selections: [TYPENAME] } : undefined),
    },
    Directive(node) {
      if (isDefer(node)) return chosenDefer(node, conditions ?? {}, defers);
      return isDecided(node) ? null : undefined;
    },
  });
}

/** The Boolean variables that decide what is skipped and included, and what comes later. */
export function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: given = [] }) {
      const value = given.find((one) => one.name.value === 'if')?.value;
      if (CONDITIONAL.has(name.value) && value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}

/** Whether a field with a variable for a condition has conditions of other selections below it. */
export function nestsConditions(document: DocumentNode): boolean {
  const fragments = fragmentsOf(document);
  const seen = new Set<FragmentDefinitionNode>();
  const seenBelow = new Set<FragmentDefinitionNode>();
  const nests = ({ selections }: SelectionSetNode, isBelow: boolean): boolean =>
    selections.some((one) => {
      const isConditional = (one.directives ?? []).some(
        ({ name, arguments: given = [] }) => CONDITIONAL.has(name.value) && given.some(({ value }) => value.kind === Kind.VARIABLE),
      );
      if (isConditional && isBelow) return true;
      if (one.kind !== Kind.FRAGMENT_SPREAD)
        return one.selectionSet !== undefined && nests(one.selectionSet, isBelow || (isConditional && one.kind === Kind.FIELD));
      const fragment = fragments.get(one.name.value);
      const known = isBelow ? seenBelow : seen;
      if (!fragment || known.has(fragment)) return false;
      known.add(fragment);
      return nests(fragment.selectionSet, isBelow);
    });
  return document.definitions.some((one) => one.kind === Kind.OPERATION_DEFINITION && nests(one.selectionSet, false));
}
