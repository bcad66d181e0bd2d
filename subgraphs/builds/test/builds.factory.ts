import { randomUUID } from 'node:crypto';
import type { TestDatabase, TestDatabaseVariant } from '@plat/shared/testing/test-databases';
import { startTestSubgraph, type TestSubgraph } from '@plat/shared/testing/test-subgraph';
import { Build, BuildStatus } from '../src/build/build.entity';
import { Contributor } from '../src/contributor/contributor.entity';
import { definition } from '../src/definition';
import { Project } from '../src/project/project.entity';

/** builds on a test database, with rows to be had. */
export interface TestBuilds extends TestSubgraph {
  project(values?: Partial<Project>): Promise<Project>;
  build(values?: Partial<Build>): Promise<Build>;
  contributor(values?: Partial<Contributor>): Promise<Contributor>;
}

export async function startTestBuilds(variant: TestDatabaseVariant & { database?: TestDatabase } = {}): Promise<TestBuilds> {
  const builds = await startTestSubgraph(definition(), variant);
  return {
    ...builds,
    project: (values) =>
      builds.given((db) =>
        db.save(db.create(Project, { clientId: randomUUID(), projectName: 'Archer wedding', weddingDate: '2030-06-15', ...values })),
      ),
    contributor: (values) =>
      builds.given((db) => db.save(db.create(Contributor, { userId: randomUUID(), contactId: randomUUID(), ...values }))),
    build: (values) =>
      builds.given(async (db) => {
        const build = await db.save(db.create(Build, { clientId: randomUUID(), status: BuildStatus.INQUIRY, ...values }));
        return db.save(Object.assign(build, values)); // prices are left out of an insert
      }),
  };
}
