import { PlatError } from '@plat/shared/errors/plat-error';
import { type DocumentNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/**
 * How many selections an operation may have once its fragments are spread. Fragments that spread each other twice grow
 * without bound in a kilobyte of text, and planning grows with them: a few hundred take a tenth of a second, some
 * thousands hold the process for half a minute.
 */
const MAX_SELECTIONS = 300;

/**
 * Refuses an operation that is small to send and huge to plan, in time proportional to its text: each fragment is
 * counted once. What asks the schema about itself is not planned, and not counted.
 * @returns the error to answer with, LIMIT
 */
export function planningFault({ definitions }: DocumentNode, operation: OperationDefinitionNode): PlatError | undefined {
  const fragments = new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
  if (new SelectionCount(fragments).of(operation.selectionSet) <= MAX_SELECTIONS) return undefined;
  return new PlatError('LIMIT', `An operation takes at most ${MAX_SELECTIONS} selections, fragments spread; ask for less at a time.`);
}

class SelectionCount {
  private readonly counted = new Map<string, number>();

  constructor(private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>) {}

  of({ selections }: SelectionSetNode): number {
    let total = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) total += this.ofFragment(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT || !selection.name.value.startsWith('__')) {
        total += 1 + (selection.selectionSet ? this.of(selection.selectionSet) : 0);
      }
    }
    return total;
  }

  private ofFragment(name: string): number {
    const known = this.counted.get(name);
    if (known !== undefined) return known;
    const fragment = this.fragments.get(name);
    const total = fragment ? 1 + this.of(fragment.selectionSet) : 0;
    this.counted.set(name, total);
    return total;
  }
}
