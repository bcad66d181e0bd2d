import { describe, expect, it } from '@jest/globals';
import type { ServiceName } from '../database/service';
import { accessSweep } from './access-sweep';
import { reportCheck } from './report-check';
import type { SweepDeclaration } from './sweep-declaration';
import { freshDatabase, type TestDatabase } from './test-databases';
import type { TestSubgraph } from './test-subgraph';

/** The test of a service's access sweep. @param start the factory's, on a database of its own */
export function describeSweep<S extends TestSubgraph>(
  name: ServiceName,
  start: (variant: { database: TestDatabase }) => Promise<S>,
  declaration: SweepDeclaration<S>,
): void {
  describe(`the access sweep of ${name}`, () => {
    it('finds every field, reference and mutation as the policies declare it', async () => {
      const service = await start({ database: await freshDatabase(name) });
      try {
        const { inputs, bad, missing } = await accessSweep(service, declaration);
        reportCheck(`access sweep of ${name}`, { inputs, bad: bad.length + missing.length });
        expect({ missing, bad: bad.slice(0, 20) }).toEqual({ missing: [], bad: [] });
        expect(inputs).toBeGreaterThan(500);
      } finally {
        await service.stop();
      }
    }, 600_000); // ten thousands of cells, on machines that do other things as well
  });
}
