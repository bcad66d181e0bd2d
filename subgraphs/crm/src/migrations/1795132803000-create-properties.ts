import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Properties are private to their owner; an administrator reads them all and edits none but their own. */
export class CreateProperties1795132803000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('crm', 'properties'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE properties');
    await db.query('DROP TYPE property_status');
    await db.query(`DELETE FROM typeorm_metadata WHERE "table" = 'properties'`);
  }
}

/** TypeORM keeps the expressions of generated columns in a table of its own, and compares entities with it. */
const GENERATED = { address_line_1: 'line1', address_line_2: 'line2', city: 'city', state: 'state', zip: 'zip' };

const TABLE = [
  `CREATE TYPE property_status AS ENUM ('ACTIVE', 'UNDER_OFFER', 'SOLD', 'RENTED')`,
  `CREATE TABLE properties (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT properties_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT properties_user_id_fkey REFERENCES users ON DELETE CASCADE,
    title varchar(255),
    address jsonb NOT NULL,
    address_line_1 text NOT NULL GENERATED ALWAYS AS (address->>'line1') STORED,
    address_line_2 text GENERATED ALWAYS AS (address->>'line2') STORED,
    city text NOT NULL GENERATED ALWAYS AS (address->>'city') STORED,
    state text NOT NULL GENERATED ALWAYS AS (address->>'state') STORED,
    zip text NOT NULL GENERATED ALWAYS AS (address->>'zip') STORED,
    location text,
    property_type varchar(50) NOT NULL,
    status property_status NOT NULL DEFAULT 'ACTIVE',
    listing_price numeric(15,2),
    purchase_price numeric(12,2),
    arv numeric(12,2),
    bedrooms integer CONSTRAINT properties_bedrooms_check CHECK (bedrooms >= 0),
    bathrooms numeric(3,1) CONSTRAINT properties_bathrooms_check CHECK (bathrooms >= 0),
    size_sqft numeric(10,2) CONSTRAINT properties_size_sqft_check CHECK (size_sqft > 0),
    lot_size integer CONSTRAINT properties_lot_size_check CHECK (lot_size > 0),
    year_built integer CONSTRAINT properties_year_built_check CHECK (year_built BETWEEN 1800 AND EXTRACT(YEAR FROM CURRENT_DATE)::int + 5),
    mls_id text,
    notes text,
    features jsonb,
    documents jsonb,
    contacts jsonb,
    timeline jsonb,
    metadata jsonb,
    ${CONVENTION_COLUMNS_V1}
  )`,
  'CREATE INDEX properties_user_id_idx ON properties (user_id)',
  'CREATE INDEX properties_status_idx ON properties (status)',
  'CREATE INDEX properties_city_state_idx ON properties (city, state)',
  'CREATE INDEX properties_zip_idx ON properties (zip)',
  'CREATE INDEX properties_city_state_zip_idx ON properties (city, state, zip)',
  'CREATE INDEX properties_user_id_status_idx ON properties (user_id, status)',
  'CREATE INDEX properties_user_id_created_at_idx ON properties (user_id, created_at DESC, id DESC)',
  `CREATE INDEX properties_user_id_active_idx ON properties (user_id, created_at DESC) WHERE status = 'ACTIVE'`,
  'CREATE INDEX properties_created_at_idx ON properties (created_at DESC, id DESC)',
  'CREATE INDEX properties_search_idx ON properties (status, listing_price, bedrooms, location)',
  `CREATE TABLE IF NOT EXISTS typeorm_metadata (
    type varchar NOT NULL, database varchar, schema varchar, "table" varchar, name varchar, value text)`,
  ...Object.entries(GENERATED).map(
    ([column, key]) => `INSERT INTO typeorm_metadata (type, database, schema, "table", name, value)
    VALUES ('GENERATED_COLUMN', current_database(), 'public', 'properties', '${column}', 'address->>''${key}''')`,
  ),
];

const RIGHTS = [
  'GRANT SELECT, INSERT ON properties TO plat_crm_app',
  `GRANT UPDATE (title, address, location, property_type, status, listing_price, purchase_price, arv, bedrooms, bathrooms, size_sqft,
    lot_size, year_built, mls_id, notes, features, documents, contacts, timeline, metadata, version, updated_at) ON properties TO plat_crm_app`,
  `CREATE POLICY properties_read ON properties FOR SELECT TO plat_crm_app
    USING (user_id = (SELECT app_user_id()) OR (SELECT app_is_admin()))`,
  'CREATE POLICY properties_add ON properties FOR INSERT TO plat_crm_app WITH CHECK (user_id = (SELECT app_user_id()))',
  'CREATE POLICY properties_edit ON properties FOR UPDATE TO plat_crm_app USING (user_id = (SELECT app_user_id()))',
];
