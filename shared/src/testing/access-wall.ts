import { readdirSync } from 'node:fs';
import { join } from 'node:path';
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

/** Tries every case. @returns the cases whose answer does not hold, with the answer */
export async function accessBreaches(service: Pick<TestSubgraph, 'ask'>, cases: readonly AccessCase[]): Promise<string[]> {
  const breaches: string[] = [];
  for (const { name, as, query, variables, holds } of cases) {
    const answer = await service.ask(as, query, variables);
    if (!holds(answer)) breaches.push(`${name}: ${JSON.stringify(answer)}`);
  }
  return breaches;
}

/** Whether an answer is an error of one code, with null in the field's place. */
export const refusedWith =
  (code: string) =>
  ({ data, errors }: TestAnswer): boolean =>
    errors?.[0]?.extensions?.code === code && Object.values(data ?? {}).every((value) => value === null);

/** A scope in code, by the file and the name under which it is exported. */
export interface ScopeFunction {
  readonly file: string;
  readonly name: string;
}

/** Every `visible…` that the policies below a source folder export. */
export function scopesBelow(source: string): ScopeFunction[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.policy.ts'))
    .map((name) => join(source, name));
  return files.flatMap((file) =>
    Object.keys(require(file) as object)
      .filter((name) => name.startsWith('visible'))
      .map((name) => ({ file, name })),
  );
}
