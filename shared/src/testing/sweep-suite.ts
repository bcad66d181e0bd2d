import { describe, expect, it } from '@jest/globals';
import type { ServiceName } from '../database/service';
import { accessSweep } from './access-sweep';
import { reportCheck, sizeOfCheck } from './report-check';
import type { SweepDeclaration } from './sweep-declaration';
import { freshDatabase, type TestDatabase, type TestDatabaseVariant } from './test-databases';
import type { TestSubgraph } from './test-subgraph';

const BOTH_WALLS: readonly [string, TestDatabaseVariant] = ['behind both walls', { rls: true }];
/** Where row level security would hide what the code forgot. */
const CODE_ALONE: readonly [string, TestDatabaseVariant] = ['by the policies in code alone', { rls: false }];

/** The test of a service's access sweep. @param start the factory's, on a database of its own */
export function describeSweep<S extends TestSubgraph>(
  name: ServiceName,
  start: (variant: { database: TestDatabase }) => Promise<S>,
  declaration: SweepDeclaration<S>,
): void {
  const variants = [BOTH_WALLS, CODE_ALONE].slice(0, sizeOfCheck({ small: 1, full: 2 }));
  describe(`the access sweep of ${name}`, () => {
    it.each(variants)(
      'finds every field, reference and mutation as the policies declare it, %s',
      async (how, variant) => {
        const service = await start({ database: await freshDatabase(name, variant) });
        try {
          const { inputs, bad, missing } = await accessSweep(service, declaration);
          reportCheck(`access sweep of ${name} ${how}`, { inputs, bad: bad.length + missing.length });
          expect({ missing, bad: bad.slice(0, 20) }).toEqual({ missing: [], bad: [] });
          expect(inputs).toBeGreaterThan(500);
        } finally {
          await service.stop();
        }
      },
      1_800_000,
    ); // ten thousands of cells, on machines that do other things as well: against a hang only
  });
}
