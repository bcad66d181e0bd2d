import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an exchange gives up, has identified and receives: read and written like the exchange itself. */
export class CreateExchangeProperties1795132802000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('exchanges', 'exchange_properties'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE exchange_properties');
    await db.query('DROP TYPE exchange_property_role');
  }
}

const TABLE = [
  `CREATE TYPE exchange_property_role AS ENUM ('RELINQUISHED', 'IDENTIFIED', 'REPLACEMENT')`,
  `CREATE TABLE exchange_properties (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT exchange_properties_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT exchange_properties_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    property_id uuid,
    role exchange_property_role NOT NULL,
    description text NOT NULL,
    identified_at timestamptz,
    revoked_at timestamptz,
    percent_interest numeric(9,6) NOT NULL DEFAULT 100
      CONSTRAINT exchange_properties_percent_interest_check CHECK (percent_interest > 0 AND percent_interest <= 100),
    transferred_on date,
    received_on date,
    incidental_to uuid CONSTRAINT exchange_properties_incidental_to_fkey REFERENCES exchange_properties ON DELETE SET NULL,
    ${CONVENTION_COLUMNS_V1}
  )`,
  'CREATE INDEX exchange_properties_exchange_id_idx ON exchange_properties (exchange_id)',
  'CREATE INDEX exchange_properties_property_id_idx ON exchange_properties (property_id)',
];

const RIGHTS = [
  'GRANT SELECT, INSERT ON exchange_properties TO plat_exchanges_app',
  `GRANT UPDATE (property_id, role, description, identified_at, revoked_at, percent_interest, transferred_on, received_on, incidental_to,
    version, updated_at) ON exchange_properties TO plat_exchanges_app`,
  `CREATE POLICY exchange_properties_read ON exchange_properties FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_exchanges('VIEW')))`,
  `CREATE POLICY exchange_properties_add ON exchange_properties FOR INSERT TO plat_exchanges_app
    WITH CHECK ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))`,
  `CREATE POLICY exchange_properties_edit ON exchange_properties FOR UPDATE TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))`,
];
