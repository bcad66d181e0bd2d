import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Dice } from '@plat/shared/testing/operations/dice';
import { RandomOperations } from '@plat/shared/testing/operations/random-operation';
import { reportCheck, sizeOfCheck } from '@plat/shared/testing/report-check';
import { errorPaths, isQuery, joined, strayErrors, withDefers } from './kit/parts';
import { TestGraph } from './kit/supergraph';
import { SUPERGRAPHS } from './kit/supergraphs';

const SEED = 11;
const EACH = sizeOfCheck({ small: 40, full: 500 });

describe('queries with parts that come later, drawn by lot', () => {
  const figures = { inputs: 0, bad: 0, inParts: 0 };
  afterAll(() => reportCheck('what comes in parts is, put together, what comes at once', figures));

  it.each(SUPERGRAPHS.map((one) => [one.name, one] as const))(
    'are over %s, put together, what they are at once',
    async (_name, one) => {
      const graph = new TestGraph(one);
      const operations = new RandomOperations(graph.apiSchema, SEED);
      const found: unknown[] = [];
      let later = 0;
      for (let number = 0; number < EACH; number++) {
        const plain = operations.at(number);
        if (!isQuery(plain.query)) continue;
        const operation = { ...plain, query: withDefers(plain.query, new Dice(number)) };
        const whole = await graph.engine(operation);
        const parts = await graph.parts(operation);
        figures.inputs++;
        if (parts.length > 1) {
          later++;
          expect(parts.map(({ hasNext }) => hasNext)).toEqual(parts.map((_part, n) => n < parts.length - 1));
        }
        const together = joined(parts);
        const stray = strayErrors(parts);
        if (stray.length > 0) found.push({ number, ...operation, stray, whole, parts });
        // A null that its place does not bear goes up to the next part, and takes less with it; or it takes all, and what else fails is left out.
        if (whole.errors && (whole.data === null || !isDeepStrictEqual(together.data, whole.data))) continue;
        const isSame = isDeepStrictEqual([together.data, errorPaths(together)], [whole.data, errorPaths(whole)]);
        if (!isSame) found.push({ number, ...operation, whole, parts });
      }
      figures.inParts += later;
      figures.bad += found.length;
      expect(found.slice(0, 2)).toEqual([]);
      expect(later).toBeGreaterThan(0);
    },
    1_200_000,
  );
});
