import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When the last day to identify moves, notices that were late may be in time, and the other way round. What was thought of a
 * notice before is kept beside it, and the database lets a verdict change for that reason alone, by the day that counts now.
 */
export class JudgeNoticesAgain1795132953000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('exchanges', 'notice_judgements'), ...RIGHTS, KEEP, ...JUDGED]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const sql of [
      'DROP TRIGGER note_judgement ON identification_notices',
      'DROP FUNCTION note_notice_judgement()',
      KEEP_BEFORE,
      'DROP POLICY definer ON identification_items',
      'DROP POLICY definer_name ON identification_items',
      'REVOKE UPDATE (verdict) ON identification_notices FROM plat_exchanges_app',
      'DROP TABLE notice_judgements',
    ])
      await db.query(sql);
  }
}

const TABLE = [
  `CREATE TABLE notice_judgements (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT notice_judgements_pkey PRIMARY KEY,
    notice_id uuid NOT NULL CONSTRAINT notice_judgements_notice_id_fkey REFERENCES identification_notices ON DELETE CASCADE,
    former notice_verdict NOT NULL,
    verdict notice_verdict NOT NULL,
    identification_ends date,
    judged_at timestamptz NOT NULL DEFAULT clock_timestamp()
  )`,
  'CREATE INDEX notice_judgements_notice_id_judged_at_idx ON notice_judgements (notice_id, judged_at)',
];

const RIGHTS = [
  'GRANT SELECT ON notice_judgements TO plat_exchanges_app',
  `CREATE POLICY notice_judgements_read ON notice_judgements FOR SELECT TO plat_exchanges_app
    USING (notice_id IN (SELECT n.id FROM identification_notices n
      WHERE (SELECT app_is_admin()) OR n.exchange_id IN (SELECT my_noticed_exchanges())))`,
  'GRANT UPDATE (verdict) ON identification_notices TO plat_exchanges_app',
];

const keep = (again: string) => `CREATE OR REPLACE FUNCTION keep_identification_notice() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND OLD.received_at IS NULL AND to_jsonb(NEW) - 'received_at' = to_jsonb(OLD) - 'received_at' THEN
        RETURN NEW;
      END IF;${again}
      RAISE EXCEPTION 'a notice is evidence: nobody changes or removes it' USING ERRCODE = 'restrict_violation';
    END $$`;

/** LATE is what was sent after the last day, and nothing else is. */
const KEEP = keep(`
      IF TG_OP = 'UPDATE' AND NEW.verdict <> OLD.verdict AND to_jsonb(NEW) - 'verdict' = to_jsonb(OLD) - 'verdict' THEN
        IF 'LATE' IN (OLD.verdict, NEW.verdict) AND EXISTS (SELECT FROM exchanges e WHERE e.id = NEW.exchange_id
            AND coalesce((NEW.sent_at AT TIME ZONE e.time_zone)::date > e.identification_deadline, false) = (NEW.verdict = 'LATE')) THEN
          RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a notice is judged again by the day that counts now alone' USING ERRCODE = '42501';
      END IF;`);
const KEEP_BEFORE = keep('');

const JUDGED = [
  'CREATE POLICY keeper ON notice_judgements FOR INSERT TO plat_exchanges_owner WITH CHECK (true)',
  'CREATE POLICY definer ON identification_items FOR SELECT TO plat_exchanges_owner USING (true)',
  'CREATE POLICY definer_name ON identification_items FOR UPDATE TO plat_exchanges_owner USING (true)',
  `CREATE FUNCTION note_notice_judgement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      item identification_items;
    BEGIN
      INSERT INTO notice_judgements (notice_id, former, verdict, identification_ends)
        SELECT NEW.id, OLD.verdict, NEW.verdict, e.identification_deadline FROM exchanges e WHERE e.id = NEW.exchange_id;
      IF NEW.verdict = 'ACCEPTED' THEN
        FOR item IN SELECT * FROM identification_items WHERE notice_id = NEW.id ORDER BY position LOOP
          UPDATE identification_items SET exchange_property_id = name_property(NEW, item) WHERE id = item.id;
        END LOOP;
      END IF;
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION note_notice_judgement() FROM PUBLIC',
  `CREATE TRIGGER note_judgement AFTER UPDATE OF verdict ON identification_notices FOR EACH ROW
    WHEN (OLD.verdict IS DISTINCT FROM NEW.verdict) EXECUTE FUNCTION note_notice_judgement()`,
];
