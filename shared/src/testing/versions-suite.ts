import { describe, expect, it } from '@jest/globals';
import type { ServiceName } from '../database/service';
import { reportCheck, sizeOfCheck } from './report-check';
import type { SweepDeclaration } from './sweep-declaration';
import { freshDatabase, type TestDatabase } from './test-databases';
import type { TestSubgraph } from './test-subgraph';
import { raceVersions } from './version-races';

/** The test of a service's optimistic versions. @param start the factory's, on a database of its own */
export function describeVersions<S extends TestSubgraph>(
  name: ServiceName,
  start: (variant: { database: TestDatabase }) => Promise<S>,
  declaration: SweepDeclaration<S>,
): void {
  describe(`versions in ${name}`, () => {
    it('let one of two edits of one version win, in each mutation that takes one', async () => {
      const service = await start({ database: await freshDatabase(name) });
      const rounds = sizeOfCheck({ small: 1, full: 10 });
      const bad: string[] = [];
      let inputs = 0;
      try {
        for (let round = 0; round < rounds; round++) {
          const report = await raceVersions(service, declaration);
          inputs += report.inputs;
          bad.push(...report.bad);
        }
      } finally {
        await service.stop();
      }
      reportCheck(`two edits of one version in ${name}`, { inputs, bad: bad.length });
      expect(bad).toEqual([]);
      expect(inputs).toBeGreaterThan(0);
    }, 1_800_000); // against a hang only
  });
}
