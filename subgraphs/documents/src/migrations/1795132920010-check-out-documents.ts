import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who works on a document alone for a while. It ends by the clock, and has a number that only rises, by which somebody who
 * was overtaken is known. Whoever may edit the document may have it: a change of such a row edits the document's as well.
 */
export class CheckOutDocuments1795132920010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('documents', 'document_checkouts'), ...RIGHTS, ...EDITS]) await db.query(sql);
    await db.query(guardReferencesV1('document_checkouts', GUARDED));
    for (const column of REFERRING) await db.query(refuseDeletedV1(column));
  }

  async down(db: QueryRunner): Promise<void> {
    for (const column of REFERRING) await db.query(dropRefuseDeletedV1(column));
    await db.query(unguardReferencesV1('document_checkouts'));
    await db.query('DROP TABLE document_checkouts');
    await db.query('DROP SEQUENCE document_fencing_tokens');
    await db.query('DROP FUNCTION edit_document_of_row()');
  }
}

const GUARDED = { holder_user_id: 'User', taken_from: 'User' } as const;

const REFERRING: readonly ReferringColumn[] = [
  ['document_checkouts', 'holder_user_id', 'User'],
  ['document_checkouts', 'taken_from', 'User'],
];

const TABLE = [
  'CREATE SEQUENCE document_fencing_tokens',
  `CREATE TABLE document_checkouts (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT document_checkouts_pkey PRIMARY KEY,
    document_id uuid NOT NULL CONSTRAINT document_checkouts_document_id_key UNIQUE
      CONSTRAINT document_checkouts_document_id_fkey REFERENCES documents ON DELETE CASCADE,
    holder_user_id uuid NOT NULL,
    fencing_token bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    taken_from uuid,
    reason text,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  'CREATE INDEX document_checkouts_holder_user_id_idx ON document_checkouts (holder_user_id)',
  'CREATE INDEX document_checkouts_taken_from_idx ON document_checkouts (taken_from)',
];

const RIGHTS = [
  'GRANT SELECT, INSERT, DELETE ON document_checkouts TO plat_documents_app',
  'GRANT UPDATE (holder_user_id, fencing_token, expires_at, taken_from, reason, created_at) ON document_checkouts TO plat_documents_app',
  'GRANT USAGE ON SEQUENCE document_fencing_tokens TO plat_documents_app, plat_documents_system',
  `CREATE POLICY document_checkouts_read ON document_checkouts FOR SELECT TO plat_documents_app
    USING (EXISTS (SELECT FROM documents d WHERE d.id = document_id))`,
  `CREATE POLICY document_checkouts_add ON document_checkouts FOR INSERT TO plat_documents_app
    WITH CHECK (holder_user_id = (SELECT app_user_id()))`,
  `CREATE POLICY document_checkouts_edit ON document_checkouts FOR UPDATE TO plat_documents_app
    USING (true) WITH CHECK (holder_user_id = (SELECT app_user_id()))`,
  'CREATE POLICY document_checkouts_end ON document_checkouts FOR DELETE TO plat_documents_app USING (true)',
];

/** Administrators end what somebody has left checked out, though they edit nothing. */
const EDITS = [
  `CREATE FUNCTION edit_document_of_row() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF session_user <> 'plat_documents_app' OR pg_trigger_depth() > 1
          OR (TG_OP = 'DELETE' AND TG_TABLE_NAME = 'document_checkouts' AND app_is_admin()) THEN
        RETURN NULL;
      END IF;
      UPDATE documents SET updated_at = now() WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.document_id ELSE NEW.document_id END;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'this document may not be edited' USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER edit_document AFTER INSERT OR UPDATE OR DELETE ON document_checkouts
    FOR EACH ROW EXECUTE FUNCTION edit_document_of_row()`,
];
