import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Deals are private to their owner; an administrator reads them all. A property has one active deal at most. */
export class CreateDeals1795132958000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...INDEXES, ...protect('crm', 'deals'), ...RIGHTS, ...ABOUT]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE deals');
    await db.query('DROP FUNCTION assert_deal_about_own()');
    await db.query('DROP TYPE deal_status');
  }
}

const TABLE = [
  `CREATE TYPE deal_status AS ENUM ('ACTIVE', 'WON', 'LOST', 'ARCHIVED')`,
  `CREATE TABLE deals (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT deals_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT deals_user_id_fkey REFERENCES users ON DELETE CASCADE,
    lead_id uuid CONSTRAINT deals_lead_id_fkey REFERENCES leads ON DELETE SET NULL,
    property_id uuid CONSTRAINT deals_property_id_fkey REFERENCES properties ON DELETE SET NULL,
    status deal_status NOT NULL DEFAULT 'ACTIVE',
    stage text NOT NULL,
    title text NOT NULL,
    estimated_value numeric(12,2),
    probability integer CONSTRAINT deals_probability_check CHECK (probability BETWEEN 0 AND 100),
    probability_overridden boolean NOT NULL DEFAULT false,
    expected_close_date date,
    next_action text,
    next_action_due timestamptz,
    notes text,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT deals_won_check CHECK (status <> 'WON' OR probability IS NOT DISTINCT FROM 100),
    CONSTRAINT deals_lost_check CHECK (status <> 'LOST' OR probability IS NOT DISTINCT FROM 0)
  )`,
];

const INDEXES = [
  `CREATE UNIQUE INDEX deals_property_id_active_key ON deals (property_id) WHERE status = 'ACTIVE' AND property_id IS NOT NULL`,
  'CREATE INDEX deals_user_id_idx ON deals (user_id)',
  'CREATE INDEX deals_status_idx ON deals (status)',
  'CREATE INDEX deals_stage_idx ON deals (stage)',
  'CREATE INDEX deals_next_action_due_idx ON deals (next_action_due) WHERE next_action_due IS NOT NULL',
  'CREATE INDEX deals_lead_id_idx ON deals (lead_id) WHERE lead_id IS NOT NULL',
  'CREATE INDEX deals_property_id_idx ON deals (property_id) WHERE property_id IS NOT NULL',
  'CREATE INDEX deals_user_id_status_idx ON deals (user_id, status)',
  'CREATE INDEX deals_user_id_stage_idx ON deals (user_id, stage)',
  `CREATE INDEX deals_user_id_next_action_due_idx ON deals (user_id, next_action_due)
    WHERE status = 'ACTIVE' AND next_action_due IS NOT NULL`,
  `CREATE INDEX deals_user_id_status_covering_idx ON deals (user_id, status)
    INCLUDE (title, estimated_value, next_action_due, created_at)`,
  // In the orders of lists: of all, of an owner, of a lead, of a property.
  'CREATE INDEX deals_created_at_idx ON deals (created_at DESC, id DESC)',
  'CREATE INDEX deals_title_idx ON deals (title, id)',
  'CREATE INDEX deals_user_id_created_at_idx ON deals (user_id, created_at DESC, id DESC)',
  'CREATE INDEX deals_lead_id_created_at_idx ON deals (lead_id, created_at DESC, id DESC)',
  'CREATE INDEX deals_property_id_created_at_idx ON deals (property_id, created_at DESC, id DESC)',
];

const RIGHTS = [
  'GRANT SELECT, INSERT ON deals TO plat_crm_app',
  `GRANT UPDATE (lead_id, property_id, status, stage, title, estimated_value, probability, probability_overridden, expected_close_date,
    next_action, next_action_due, notes, version, updated_at) ON deals TO plat_crm_app`,
  `CREATE POLICY deals_read ON deals FOR SELECT TO plat_crm_app
    USING (user_id = (SELECT app_user_id()) OR (SELECT app_is_admin()))`,
  'CREATE POLICY deals_add ON deals FOR INSERT TO plat_crm_app WITH CHECK (user_id = (SELECT app_user_id()))',
  'CREATE POLICY deals_edit ON deals FOR UPDATE TO plat_crm_app USING (user_id = (SELECT app_user_id()))',
];

/**
 * What a deal is about: a property of its owner, for an active deal keeps others off it, and a lead that whoever writes it
 * may see. A policy would ask that again at every edit, when the lead may be hidden by then; so it runs as whoever
 * writes, and asks of what is new alone.
 */
const ABOUT = [
  `CREATE FUNCTION assert_deal_about_own() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF (TG_OP = 'INSERT' OR NEW.lead_id IS DISTINCT FROM OLD.lead_id) AND NEW.lead_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM leads WHERE id = NEW.lead_id)
      OR (TG_OP = 'INSERT' OR NEW.property_id IS DISTINCT FROM OLD.property_id) AND NEW.property_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM properties WHERE id = NEW.property_id AND user_id = NEW.user_id)
      THEN
        RAISE EXCEPTION 'a deal about what its owner may not deal in' USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$`,
  `CREATE TRIGGER assert_deal_about_own BEFORE INSERT OR UPDATE OF lead_id, property_id ON deals
    FOR EACH ROW EXECUTE FUNCTION assert_deal_about_own()`,
];
