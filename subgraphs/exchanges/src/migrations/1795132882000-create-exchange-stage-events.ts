import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every step of an exchange from one stage to another: why, by whom, and for what reason where a rule was passed over. */
export class CreateExchangeStageEvents1795132882000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [
      ...TABLE,
      ...protect('exchanges', 'exchange_stage_events'),
      ...RIGHTS,
      guardReferencesV1('exchange_stage_events', { actor_id: 'Contact' }),
      refuseDeletedV1(ACTOR),
    ])
      await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(dropRefuseDeletedV1(ACTOR));
    await db.query('DROP TABLE exchange_stage_events');
  }
}

const ACTOR: ReferringColumn = ['exchange_stage_events', 'actor_id', 'Contact'];
const STAGES = `('PENDING', 'IDENTIFICATION', 'REPLACEMENT', 'COMPLETED', 'IDENTIFICATION_MISSED', 'EXCHANGE_MISSED', 'TERMINATED')`;

const TABLE = [
  `CREATE TABLE exchange_stage_events (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT exchange_stage_events_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT exchange_stage_events_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    from_stage varchar(50) NOT NULL,
    to_stage varchar(50) NOT NULL,
    guard varchar(50) NOT NULL,
    override_reason text,
    actor_id uuid,
    at timestamptz NOT NULL,
    step integer NOT NULL,
    CONSTRAINT exchange_stage_events_step_key UNIQUE (exchange_id, step),
    CONSTRAINT exchange_stage_events_stages_check CHECK (from_stage IN ${STAGES} AND to_stage IN ${STAGES} AND from_stage <> to_stage),
    CONSTRAINT exchange_stage_events_way_back_check CHECK (override_reason IS NOT NULL OR to_stage = 'TERMINATED'
      OR from_stage NOT IN ('IDENTIFICATION_MISSED', 'EXCHANGE_MISSED', 'COMPLETED', 'TERMINATED'))
  )`,
];

const RIGHTS = [
  'GRANT SELECT, INSERT ON exchange_stage_events TO plat_exchanges_app',
  `CREATE POLICY exchange_stage_events_read ON exchange_stage_events FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_exchanges('VIEW')))`,
  `CREATE POLICY exchange_stage_events_add ON exchange_stage_events FOR INSERT TO plat_exchanges_app
    WITH CHECK ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))`,
];
