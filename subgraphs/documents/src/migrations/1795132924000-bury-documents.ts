import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What stays of a document that was removed for good: what it was called, the hashes of its files, who did it and why. */
export class BuryDocuments1795132924000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('documents', 'document_tombstones'), ...RIGHTS]) await db.query(sql);
    for (const column of REFERRING) await db.query(refuseDeletedV1(column));
  }

  async down(db: QueryRunner): Promise<void> {
    for (const column of REFERRING) await db.query(dropRefuseDeletedV1(column));
    await db.query('DROP TABLE document_tombstones');
    await db.query('DROP FUNCTION keep_tombstone()');
    await db.query('DROP TYPE document_purge_cause');
  }
}

const REFERRING: readonly ReferringColumn[] = [
  ['document_tombstones', 'user_id', 'User'],
  ['document_tombstones', 'purged_by', 'User'],
];

const TABLE = [
  `CREATE TYPE document_purge_cause AS ENUM ('REQUEST', 'TRASH_EXPIRED')`,
  `CREATE TABLE document_tombstones (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT document_tombstones_pkey PRIMARY KEY,
    document_id uuid NOT NULL CONSTRAINT document_tombstones_document_id_key UNIQUE,
    title varchar(255) NOT NULL,
    origin document_origin NOT NULL,
    user_id uuid,
    files jsonb NOT NULL,
    cause document_purge_cause NOT NULL,
    reason text,
    purged_by uuid,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  'CREATE INDEX document_tombstones_created_at_idx ON document_tombstones (created_at DESC, id DESC)',
  'CREATE INDEX document_tombstones_user_id_created_at_idx ON document_tombstones (user_id, created_at DESC, id DESC)',
  'CREATE INDEX document_tombstones_purged_by_created_at_idx ON document_tombstones (purged_by, created_at DESC, id DESC)',
];

const RIGHTS = [
  'GRANT SELECT ON document_tombstones TO plat_documents_app',
  'REVOKE UPDATE, DELETE ON document_tombstones FROM plat_documents_system',
  'GRANT UPDATE (user_id, purged_by) ON document_tombstones TO plat_documents_system',
  `CREATE POLICY document_tombstones_read ON document_tombstones FOR SELECT TO plat_documents_app
    USING ((SELECT app_is_admin()) OR user_id = (SELECT app_user_id()) OR purged_by = (SELECT app_user_id()))`,
  `CREATE FUNCTION keep_tombstone() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND (NEW.user_id IS NULL OR NEW.user_id = OLD.user_id) AND (NEW.purged_by IS NULL OR NEW.purged_by = OLD.purged_by)
          AND to_jsonb(NEW) - ARRAY['user_id', 'purged_by'] = to_jsonb(OLD) - ARRAY['user_id', 'purged_by'] THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'what is on record stays' USING ERRCODE = 'insufficient_privilege';
    END $$`,
  'CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON document_tombstones FOR EACH ROW EXECUTE FUNCTION keep_tombstone()',
];
