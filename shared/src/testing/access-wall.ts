import type { Viewer } from '../access/viewer';
import type { TestAnswer, TestSubgraph } from './test-subgraph';

/** One operation of somebody, and whether the answer is what this somebody may have. */
export interface AccessCase {
  /** A sentence: `a stranger finds no property by id`. */
  readonly name: string;
  readonly as: Viewer;
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly holds: (answer: TestAnswer) => boolean;
}

/** How cases are tried: what is told before each, and after how many breaches the rest is left. */
export interface AccessTrial {
  readonly before?: (one: AccessCase) => void;
  readonly limit?: number;
}

/** Tries the cases in their order. @returns the cases whose answer does not hold, with the answer */
export async function accessBreaches(
  service: Pick<TestSubgraph, 'ask'>,
  cases: readonly AccessCase[],
  { before, limit = Number.POSITIVE_INFINITY }: AccessTrial = {},
): Promise<string[]> {
  const breaches: string[] = [];
  for (const one of cases) {
    if (breaches.length >= limit) break;
    before?.(one);
    const answer = await service.ask(one.as, one.query, one.variables);
    if (!one.holds(answer)) breaches.push(`${one.name}: ${JSON.stringify(answer)}`);
  }
  return breaches;
}

/** Whether an answer is an error of one code, with null in the field's place. */
export const refusedWith =
  (code: string) =>
  ({ data, errors }: TestAnswer): boolean =>
    errors?.[0]?.extensions?.code === code && Object.values(data ?? {}).every((value) => value === null);
