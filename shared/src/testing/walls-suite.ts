import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { withClient } from '../database/admin-client';
import type { ServiceName } from '../database/service';
import { type AccessCase, type AccessTrial, accessBreaches } from './access-wall';
import { mutateDefiners } from './definer-mutants';
import { type PolicyMutant, type PolicySwitch, policyMutants, scopesBefore, switchable } from './policy-mutants';
import { reportScore } from './report-score';
import { mutatePolicies, type RowCase, rowBreaches } from './row-wall';
import { freshDatabase, type TestDatabase, type TestDatabaseVariant } from './test-databases';
import type { TestSubgraph } from './test-subgraph';

/** What a service brings to the test of its two walls. */
export interface Walls<S extends TestSubgraph> {
  readonly start: (variant: TestDatabaseVariant & { database?: TestDatabase }) => Promise<S>;
  readonly rowWall: (service: S) => Promise<RowCase[]>;
  readonly accessWall: (service: S) => Promise<AccessCase[]>;
}

/** What a policy lets in must not be kept out by the guard of references: the wall would stand without the policy. */
const DISABLE_GUARDS = `DO $$
  DECLARE t regclass;
  BEGIN
    FOR t IN SELECT tgrelid FROM pg_trigger WHERE tgname = 'guard_references' LOOP
      EXECUTE format('ALTER TABLE %s DISABLE TRIGGER guard_references', t);
    END LOOP;
  END $$`;

const MUTATING_MS = 1_800_000; // each mutant is tried with all cases, on machines that do other things as well: against a hang only

/**
 * The test of a service's two walls: each stands with the other away, and each part of it is missed by some case.
 * @param source the folder with the policies
 * @param load requires what the service brings, anew each time: the policies are replaced under it
 */
export function describeWalls<S extends TestSubgraph>(name: ServiceName, source: string, load: () => Walls<S>): void {
  describe(`row level security of ${name}`, () => {
    let service: S;
    let cases: RowCase[];
    beforeAll(async () => {
      const { start, rowWall } = load();
      const database = await freshDatabase(name);
      await withClient(database.owner, (owner) => owner.query(DISABLE_GUARDS));
      service = await start({ database });
      cases = await rowWall(service);
    }, MUTATING_MS);
    afterAll(() => service.stop());

    it(
      'stands alone',
      async () => {
        expect(await rowBreaches(service.database, cases)).toEqual([]);
      },
      MUTATING_MS,
    );

    it(
      'is tested policy by policy',
      async () => {
        const score = await mutatePolicies(service.database, cases);
        reportScore(`${name} row level security`, score);
        expect(score.survivors).toEqual([]);
      },
      MUTATING_MS,
    );

    it(
      'is tested function by function that policies ask',
      async () => {
        const score = await mutateDefiners(service.database, cases);
        reportScore(`${name} functions that policies ask`, score);
        expect(score.survivors).toEqual([]);
        expect(await rowBreaches(service.database, cases)).toEqual([]); // each is as it was
      },
      MUTATING_MS,
    );
  });

  describe(`policies in code of ${name}`, () => {
    const mutants = policyMutants(source);
    const policies: PolicySwitch = { weak: [], asked: () => undefined };
    const askers = new Map<string, Set<string>>();
    let walls: Walls<S>;
    let service: S;
    beforeAll(async () => {
      jest.resetModules();
      for (const file of new Set(mutants.map((mutant) => mutant.file)))
        jest.doMock(file, () => switchable(file, jest.requireActual<object>(file), policies));
      // Remembered, a policy would go on saying what it said before it was weakened.
      const said = require.resolve('../access/policy-sql');
      jest.doMock(said, () => ({ policySql: jest.requireActual<typeof import('../access/policy-sql')>(said).saidAnew }));
      walls = load();
      service = await walls.start({ rls: false });
    }, MUTATING_MS);
    afterAll(() => service.stop());

    /** @param weak stand in their policies' place while the cases are tried, whose rows are made with the policies as they are */
    const breachesOf = async (
      weak: readonly PolicyMutant[],
      { chosen = (cases) => cases, ...trial }: AccessTrial & { chosen?: (cases: AccessCase[]) => AccessCase[] } = {},
    ): Promise<string[]> => {
      const cases = chosen(await walls.accessWall(service));
      policies.weak = weak;
      try {
        return await accessBreaches(service, cases, trial);
      } finally {
        policies.weak = [];
      }
    };

    /** Whether one of the cases that ask this function, which all hold without the mutant, does not hold with it. */
    const isNoticedByAskers = async (mutant: PolicyMutant): Promise<boolean> => {
      const names = askers.get(mutant.file + mutant.name);
      const asking = (cases: AccessCase[]) => cases.filter((one) => names?.has(one.name));
      let tried = 0;
      const count = () => (tried += 1);
      if (!(await breachesOf([mutant], { chosen: asking, before: count, limit: 1 })).length) return false;
      return !(await breachesOf([], { chosen: (cases) => asking(cases).slice(0, tried) })).length; // left cases may have been missed
    };

    it(
      'stand alone',
      async () => {
        let current = '';
        policies.asked = (file, asked) => askers.set(file + asked, (askers.get(file + asked) ?? new Set()).add(current));
        const breaches = await breachesOf([], { before: (one) => (current = one.name) });
        policies.asked = () => undefined;
        expect(breaches).toEqual([]);
      },
      MUTATING_MS,
    );

    it.each(mutants)(
      'are tested: $name',
      async (mutant) => {
        let isNoticed = (await isNoticedByAskers(mutant)) || (await breachesOf([mutant], { limit: 1 })).length > 0;
        const scopes = scopesBefore(mutant, mutants);
        // A rule that its scope keeps from ever being asked has to hold where the scope fails.
        if (!isNoticed && scopes.length) isNoticed = codesOf(await breachesOf(scopes)) !== codesOf(await breachesOf([...scopes, mutant]));
        reportScore(`${name} ${mutant.name}`, { killed: isNoticed ? 1 : 0, total: 1, survivors: [] });
        expect(isNoticed).toBe(true);
      },
      MUTATING_MS,
    );
  });
}

/** Which cases came out otherwise, and with which errors; without ids and texts, which differ each time. */
const codesOf = (breaches: readonly string[]): string =>
  breaches.map((breach) => [breach.split(': {')[0], ...(breach.match(/"code":"\w+"/g) ?? [])].join()).join('\n');
