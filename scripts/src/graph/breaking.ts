import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

/** A change that breaks clients and that we stand by. */
export interface DeclaredBreak {
  /** As the comparison words it: `Field 'x' was removed from object type 'Y'`. */
  readonly change: string;
  /** Why, and what clients do instead. */
  readonly reason: string;
}

/** What of the API would break clients without having been declared. @param published the API as it was last published */
export async function undeclaredBreaks(published: string, api: string, declared: readonly DeclaredBreak[]): Promise<string[]> {
  const changes = await diff(buildSchema(published), buildSchema(api));
  const accepted = new Set(declared.map(({ change }) => change));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ message }) => message)
    .filter((message) => !accepted.has(message));
}
