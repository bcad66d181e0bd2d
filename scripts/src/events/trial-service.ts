import type { RevocationSource } from '@plat/shared/access/revocations';
import { Revocations } from '@plat/shared/access/revocations';
import type { EventHandler } from '@plat/shared/events/consumer';
import type { AtPoint } from '@plat/shared/events/event-faults';
import { deliveryIndexesV2, deliveryTablesV1, eventTablesV1 } from '@plat/shared/events/event-tables';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import { Query, Resolver } from 'type-graphql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who tells, and who is told: two services that have nothing but events, in the places of two that have more. */
export type TrialService = 'sync' | 'crm';

const EFFECTS = [
  // Nothing here keeps an effect from being there twice: that is to be seen.
  `CREATE TABLE effects (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid NOT NULL, subject text NOT NULL,
    n integer NOT NULL)`,
  'GRANT SELECT, INSERT ON effects TO plat_crm_system',
];

const migrationOf = (service: TrialService) =>
  class CreateTrial1700000000000 implements MigrationInterface {
    async up(db: QueryRunner): Promise<void> {
      const tables = [...eventTablesV1(service), ...deliveryTablesV1(service), ...deliveryIndexesV2];
      for (const sql of [...tables, ...(service === 'crm' ? EFFECTS : [])]) await db.query(sql);
    }

    async down(): Promise<void> {}
  };

const MIGRATIONS = { sync: [migrationOf('sync')], crm: [migrationOf('crm')] };

@Resolver()
class TrialResolver {
  @Query(() => Boolean, { description: 'Whether this is a trial.' })
  trial(): boolean {
    return true;
  }
}

/** The effect of an event: a row that tells its number among the events of its subject. */
const effect: EventHandler = async ({ id, subjectId, payload }, { db }) => {
  await db.query('INSERT INTO effects (event_id, subject, n) VALUES ($1, $2, $3)', [id, subjectId, payload.n]);
};

/** Nobody's rights are taken back in a trial. */
async function standingRevocations(): Promise<RevocationSource> {
  const revocations = new Revocations(() => 0);
  revocations.confirm(0);
  return {
    revocations,
    assertHolds: async (viewer) => revocations.assertHolds(viewer),
    assertCurrent: async () => revocations.assertCurrent(),
    stop: async () => undefined,
  };
}

export const trialService = (name: TrialService, atEvents?: AtPoint): SubgraphDefinition => ({
  name,
  model: { entities: [], migrations: MIGRATIONS[name] },
  schema: { resolvers: [TrialResolver], references: {} },
  createContext: (scope: RequestScope) => ({ scope }),
  revocations: standingRevocations,
  consumers: name === 'crm' ? { '*': [effect] } : {},
  atEvents,
});
