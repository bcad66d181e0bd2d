import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What became of a deal. A trigger writes it, so that whatever changes a deal is in it, and its events in their order make
 * the deal; requests only read it, with the deal.
 */
export class CreateDealEvents1795132958010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('crm', 'deal_events'), ...RIGHTS, ...TRIGGER]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER note_deal_event ON deals');
    await db.query('DROP FUNCTION note_deal_event()');
    await db.query('DROP TABLE deal_events');
  }
}

const TABLE = [
  `CREATE TABLE deal_events (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT deal_events_pkey PRIMARY KEY,
    deal_id uuid NOT NULL CONSTRAINT deal_events_deal_id_fkey REFERENCES deals ON DELETE CASCADE,
    event_type text NOT NULL,
    description text,
    metadata jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by uuid CONSTRAINT deal_events_created_by_fkey REFERENCES users ON DELETE SET NULL
  )`,
  'CREATE INDEX deal_events_deal_id_idx ON deal_events (deal_id)',
  'CREATE INDEX deal_events_deal_id_created_at_idx ON deal_events (deal_id, created_at, id)',
  'CREATE INDEX deal_events_created_at_idx ON deal_events (created_at DESC)',
  'CREATE INDEX deal_events_metadata_idx ON deal_events USING gin (metadata)',
  'CREATE INDEX deal_events_created_by_idx ON deal_events (created_by)',
];

const RIGHTS = [
  'GRANT SELECT ON deal_events TO plat_crm_app',
  `CREATE POLICY deal_events_read ON deal_events FOR SELECT TO plat_crm_app
    USING ((SELECT app_is_admin()) OR EXISTS (SELECT FROM deals d WHERE d.id = deal_id AND d.user_id = (SELECT app_user_id())))`,
];

/**
 * As the tables' owner: a request cannot write history, and cannot leave it out. The time is taken under the lock of the
 * deal, not at the begin of the transaction, which may have waited: so the order of times is that of the changes.
 */
const TRIGGER = [
  'CREATE POLICY keeper ON deal_events FOR INSERT TO plat_crm_owner WITH CHECK (true)',
  `CREATE FUNCTION note_deal_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
    DECLARE
      untold CONSTANT text[] := ARRAY['id', 'user_id', 'version', 'created_at', 'updated_at'];
      was jsonb := '{}';
      becomes jsonb := (to_jsonb(NEW) || jsonb_build_object('estimated_value', NEW.estimated_value::text)) - untold;
      changes jsonb;
      kind text := 'CREATED';
      said text;
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        was := (to_jsonb(OLD) || jsonb_build_object('estimated_value', OLD.estimated_value::text)) - untold;
        kind := CASE
          WHEN NEW.status <> OLD.status AND NEW.status = 'ACTIVE' THEN 'REOPENED'
          WHEN NEW.status <> OLD.status THEN NEW.status::text
          WHEN NEW.stage <> OLD.stage THEN 'STAGE_CHANGED'
          ELSE 'UPDATED' END;
      END IF;
      SELECT jsonb_object_agg(now.key, jsonb_build_object('from', was -> now.key, 'to', now.value)) INTO changes
        FROM jsonb_each(becomes) AS now WHERE now.value <> coalesce(was -> now.key, 'null');
      IF changes IS NULL THEN
        RETURN NULL;
      END IF;
      said := CASE kind
        WHEN 'CREATED' THEN format('The deal began at the stage %s.', NEW.stage)
        WHEN 'STAGE_CHANGED' THEN format('The deal came from the stage %s to the stage %s.', OLD.stage, NEW.stage)
        WHEN 'WON' THEN 'The deal was won.'
        WHEN 'LOST' THEN format('The deal was lost at the stage %s.', NEW.stage)
        WHEN 'ARCHIVED' THEN 'The deal was archived.'
        WHEN 'REOPENED' THEN 'The deal is worked on again.' END;
      INSERT INTO deal_events (deal_id, event_type, description, metadata, created_at, created_by)
        VALUES (NEW.id, kind, said, changes, clock_timestamp(), app_user_id());
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION note_deal_event() FROM PUBLIC',
  'CREATE TRIGGER note_deal_event AFTER INSERT OR UPDATE ON deals FOR EACH ROW EXECUTE FUNCTION note_deal_event()',
];
