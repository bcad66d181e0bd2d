import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { SERVICES } from '@plat/shared/database/service';
import { difference } from '@plat/shared/testing/operations/answer-difference';
import { RandomOperations } from '@plat/shared/testing/operations/random-operation';
import { reportCheck, sizeOfCheck } from '@plat/shared/testing/report-check';
import { supergraph, TestGraph, type TestSupergraph } from './kit/supergraph';
import { SUPERGRAPHS } from './kit/supergraphs';

const SEED = 7;

const schemaOf = (service: string) => readFileSync(join(__dirname, '../../../subgraphs', service, 'schema.graphql'), 'utf8');
const ours = supergraph('the five services', Object.fromEntries(SERVICES.map((service) => [service, schemaOf(service)])));

/** Each supergraph with how many operations are tried on it. */
const CASES: readonly (readonly [string, TestSupergraph, number])[] = [
  ...SUPERGRAPHS.map((one) => [one.name, one, sizeOfCheck({ small: 20, full: 330 })] as const),
  [ours.name, ours, sizeOfCheck({ small: 12, full: 850 })],
];

describe('operations drawn by lot', () => {
  const figures = { inputs: 0, bad: 0, withErrors: 0 };
  afterAll(() => reportCheck('the engine answers as one plain execution over the same data does', figures));

  it.each(CASES)(
    'are answered over %s as one plain execution answers them',
    async (_name, one, count) => {
      const graph = new TestGraph(one);
      const operations = new RandomOperations(graph.apiSchema, SEED);
      const found: unknown[] = [];
      for (let number = 0; number < count; number++) {
        const operation = operations.at(number);
        const [engine, plain] = [await graph.engine(operation), await graph.plain(operation)];
        const differs = difference(engine, plain);
        figures.inputs++;
        if (plain.errors) figures.withErrors++;
        if (!differs) continue;
        figures.bad++;
        if (found.length < 3) found.push({ number, differs, ...operation, engine, plain });
      }
      expect(found).toEqual([]);
    },
    1_200_000,
  );
});
