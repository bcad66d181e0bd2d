import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import { refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Property parked with a titleholder in reverse exchanges and parked improvements: read and written like the exchange. */
export class CreateParkingArrangements1795132888000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('exchanges', 'parking_arrangements'), ...RIGHTS]) await db.query(sql);
    await db.query(guardReferencesV1('parking_arrangements', { titleholder_id: 'Contact' }));
    await db.query(refuseDeletedV1(['parking_arrangements', 'titleholder_id', 'Contact']));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE parking_arrangements');
    await db.query('DROP TYPE parked_kind');
  }
}

const TABLE = [
  `CREATE TYPE parked_kind AS ENUM ('RELINQUISHED', 'REPLACEMENT')`,
  `CREATE TABLE parking_arrangements (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT parking_arrangements_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT parking_arrangements_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    parked_kind parked_kind NOT NULL,
    description text NOT NULL,
    titleholder_name varchar(255) NOT NULL,
    titleholder_id uuid,
    parked_on date NOT NULL,
    agreement_signed_on date,
    ended_on date CONSTRAINT parking_arrangements_ended_on_check CHECK (ended_on >= parked_on),
    ${CONVENTION_COLUMNS_V1}
  )`,
  'CREATE INDEX parking_arrangements_exchange_id_idx ON parking_arrangements (exchange_id)',
];

const RIGHTS = [
  'GRANT SELECT, INSERT ON parking_arrangements TO plat_exchanges_app',
  `GRANT UPDATE (parked_kind, description, titleholder_name, titleholder_id, parked_on, agreement_signed_on, ended_on, version, updated_at)
    ON parking_arrangements TO plat_exchanges_app`,
  `CREATE POLICY parking_arrangements_read ON parking_arrangements FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_exchanges('VIEW')))`,
  `CREATE POLICY parking_arrangements_add ON parking_arrangements FOR INSERT TO plat_exchanges_app
    WITH CHECK ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))`,
  `CREATE POLICY parking_arrangements_edit ON parking_arrangements FOR UPDATE TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))`,
];
