import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What properties of exchanges are worth on the days that rules ask for: read and written like the properties. */
export class CreatePropertyValuations1795132885000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('exchanges', 'property_valuations'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE property_valuations');
    await db.query('DROP TYPE valuation_purpose');
  }
}

const TABLE = [
  `CREATE TYPE valuation_purpose AS ENUM ('TRANSFER', 'END_OF_IDENTIFICATION', 'RECEIPT', 'END_OF_EXCHANGE')`,
  `CREATE TABLE property_valuations (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT property_valuations_pkey PRIMARY KEY,
    exchange_property_id uuid NOT NULL
      CONSTRAINT property_valuations_exchange_property_id_fkey REFERENCES exchange_properties ON DELETE CASCADE,
    purpose valuation_purpose NOT NULL,
    as_of date NOT NULL,
    amount numeric(15,2) NOT NULL CONSTRAINT property_valuations_amount_check CHECK (amount >= 0),
    source varchar(255),
    ${CONVENTION_COLUMNS_V1}
  )`,
  'CREATE INDEX property_valuations_exchange_property_id_idx ON property_valuations (exchange_property_id)',
];

/** Of exchanges that the viewer runs. */
const COORDINATED = 'SELECT p.id FROM exchange_properties p WHERE p.exchange_id IN (SELECT my_coordinated_exchanges())';

const RIGHTS = [
  'GRANT SELECT, INSERT ON property_valuations TO plat_exchanges_app',
  'GRANT UPDATE (purpose, as_of, amount, source, version, updated_at) ON property_valuations TO plat_exchanges_app',
  `CREATE POLICY property_valuations_read ON property_valuations FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_property_id IN (SELECT p.id FROM exchange_properties p WHERE p.exchange_id IN (SELECT my_exchanges('VIEW'))))`,
  `CREATE POLICY property_valuations_add ON property_valuations FOR INSERT TO plat_exchanges_app
    WITH CHECK ((SELECT app_is_admin()) OR exchange_property_id IN (${COORDINATED}))`,
  `CREATE POLICY property_valuations_edit ON property_valuations FOR UPDATE TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_property_id IN (${COORDINATED}))`,
];
