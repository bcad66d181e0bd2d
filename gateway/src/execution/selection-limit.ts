import { PlatError } from '@plat/shared/errors/plat-error';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../engine/operation/fragments';

/**
 * How many selections an operation may have once its fragments are spread. Fragments that spread each other twice grow
 * without bound in a kilobyte of text, and planning grows with them: a few hundred take a tenth of a second, some
 * thousands hold the process for half a minute.
 */
const MAX_SELECTIONS = 300;
/**
 * How many fields a mutation may have. Each is a transaction of its own, and some compare a password or send a mail: by
 * aliases one request of a few kilobytes would ask for a hundred of them.
 */
const MAX_MUTATIONS = 10;

/**
 * Refuses an operation that is small to send and huge to plan, in time proportional to its text: each fragment is
 * counted once. What asks the schema about itself is not planned, and not counted.
 * @returns the error to answer with, LIMIT
 */
export function planningFault(document: DocumentNode, operation: OperationDefinitionNode): PlatError | undefined {
  const fragments = fragmentsOf(document);
  if (new SelectionCount(fragments).of(operation.selectionSet) > MAX_SELECTIONS)
    return new PlatError('LIMIT', `An operation takes at most ${MAX_SELECTIONS} selections, fragments spread; ask for less at a time.`);
  if (operation.operation === OperationTypeNode.MUTATION && new SelectionCount(fragments, false).of(operation.selectionSet) > MAX_MUTATIONS)
    return new PlatError('LIMIT', `A mutation takes at most ${MAX_MUTATIONS} fields; ask for less at a time.`);
  return undefined;
}

/** How many selections any operation may have, over a supergraph that we know nothing of. */
const MOST_SELECTIONS = 1_000;

/** The check of operations over any supergraph: what grows without bound is refused before anybody validates or plans it. */
export function genericCheck(document: DocumentNode, operation: OperationDefinitionNode): GraphQLError | undefined {
  const refuse = (message: string, code: string) => new GraphQLError(message, { extensions: { code } });
  const fragments = fragmentsOf(document);
  if (new SelectionCount(fragments).of(operation.selectionSet) <= MOST_SELECTIONS) return undefined;
  return refuse(`An operation takes at most ${MOST_SELECTIONS} selections, fragments spread; ask for less at a time.`, 'LIMIT');
}

class SelectionCount {
  private readonly counted = new Map<string, number>();

  /** @param isDeep whether what is selected of fields counts too; else they alone do */
  constructor(
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly isDeep = true,
  ) {}

  of({ selections }: SelectionSetNode): number {
    let total = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) total += this.ofFragment(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) total += this.ofSpread(selection.selectionSet);
      else if (!selection.name.value.startsWith('__'))
        total += 1 + (this.isDeep && selection.selectionSet ? this.of(selection.selectionSet) : 0);
    }
    return total;
  }

  private ofFragment(name: string): number {
    const known = this.counted.get(name);
    if (known !== undefined) return known;
    const fragment = this.fragments.get(name);
    const total = fragment ? this.ofSpread(fragment.selectionSet) : 0;
    this.counted.set(name, total);
    return total;
  }

  private ofSpread(selections: SelectionSetNode): number {
    return (this.isDeep ? 1 : 0) + this.of(selections);
  }
}
