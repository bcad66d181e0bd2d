import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was thought of an identification, and why, each time that it changed: added to, and never edited. */
export class CreateIdentificationVerdicts1795132887000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('exchanges', 'identification_verdicts'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE identification_verdicts');
    await db.query('DROP TYPE identification_outcome');
  }
}

const TABLE = [
  `CREATE TYPE identification_outcome AS ENUM ('OK', 'FAIL', 'PENDING_95', 'NONE', 'UNDECIDED')`,
  `CREATE TABLE identification_verdicts (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT identification_verdicts_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT identification_verdicts_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    as_of date NOT NULL,
    rules_version varchar(50) NOT NULL,
    verdict identification_outcome NOT NULL,
    arithmetic jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  'CREATE INDEX identification_verdicts_exchange_id_created_at_idx ON identification_verdicts (exchange_id, created_at)',
];

const RIGHTS = [
  'GRANT SELECT, INSERT ON identification_verdicts TO plat_exchanges_app',
  `CREATE POLICY identification_verdicts_read ON identification_verdicts FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_exchanges('VIEW')))`,
  // Whoever may write what it is reached from: coordinators, and clients by the notices that they sign.
  `CREATE POLICY identification_verdicts_add ON identification_verdicts FOR INSERT TO plat_exchanges_app
    WITH CHECK ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()) OR exchange_id IN (SELECT my_signed_exchanges()))`,
];
