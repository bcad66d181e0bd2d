import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Matters for which documents must stay, whoever wants them gone. Administrators place them, and the coordinators of an
 * exchange for its documents. What was held once, when and why stays on record. Beneath all code the database itself
 * deletes no document that is held.
 */
export class HoldDocuments1795132922000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLES, ...NAMES.flatMap((table) => protect('documents', table)), ...RIGHTS, ...KEPT]) await db.query(sql);
    for (const [table, columns] of Object.entries(GUARDED)) await db.query(guardReferencesV1(table, columns));
    for (const column of REFERRING) await db.query(refuseDeletedV1(column));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER held ON documents');
    for (const column of REFERRING) await db.query(dropRefuseDeletedV1(column));
    for (const table of Object.keys(GUARDED)) await db.query(unguardReferencesV1(table));
    await db.query('DROP TABLE legal_hold_documents, legal_holds');
    await db.query('DROP FUNCTION keep_held_document()');
  }
}

const NAMES = ['legal_holds', 'legal_hold_documents'];

const GUARDED = {
  legal_holds: { exchange_id: 'Exchange', placed_by: 'User', released_by: 'User' },
  legal_hold_documents: { added_by: 'User', removed_by: 'User' },
} as const;

const REFERRING: readonly ReferringColumn[] = [
  ['legal_holds', 'exchange_id', 'Exchange'],
  ['legal_holds', 'placed_by', 'User'],
  ['legal_holds', 'released_by', 'User'],
  ['legal_hold_documents', 'added_by', 'User'],
  ['legal_hold_documents', 'removed_by', 'User'],
];

const TABLES = [
  `CREATE TABLE legal_holds (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT legal_holds_pkey PRIMARY KEY,
    name varchar(255) NOT NULL,
    reason text NOT NULL,
    exchange_id uuid,
    placed_by uuid,
    released_at timestamptz,
    released_by uuid,
    release_reason text,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT legal_holds_release_check CHECK ((released_at IS NULL) = (release_reason IS NULL))
  )`,
  'CREATE INDEX legal_holds_created_at_idx ON legal_holds (created_at DESC, id DESC)',
  'CREATE INDEX legal_holds_exchange_id_created_at_idx ON legal_holds (exchange_id, created_at DESC, id DESC)',
  'CREATE INDEX legal_holds_placed_by_idx ON legal_holds (placed_by)',
  'CREATE INDEX legal_holds_released_by_idx ON legal_holds (released_by)',
  // Without a key to the document, which may go when it is held no more.
  `CREATE TABLE legal_hold_documents (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT legal_hold_documents_pkey PRIMARY KEY,
    hold_id uuid NOT NULL CONSTRAINT legal_hold_documents_hold_id_fkey REFERENCES legal_holds,
    document_id uuid NOT NULL,
    document_title varchar(255) NOT NULL,
    reason text NOT NULL,
    added_by uuid,
    added_at timestamptz NOT NULL DEFAULT now(),
    removed_at timestamptz,
    removed_by uuid,
    removal_reason text,
    CONSTRAINT legal_hold_documents_removal_check CHECK ((removed_at IS NULL) = (removal_reason IS NULL))
  )`,
  'CREATE UNIQUE INDEX legal_hold_documents_held_key ON legal_hold_documents (hold_id, document_id) WHERE removed_at IS NULL',
  'CREATE INDEX legal_hold_documents_document_id_idx ON legal_hold_documents (document_id)',
  'CREATE INDEX legal_hold_documents_hold_id_added_at_idx ON legal_hold_documents (hold_id, added_at DESC, id DESC)',
  'CREATE INDEX legal_hold_documents_added_by_idx ON legal_hold_documents (added_by)',
  'CREATE INDEX legal_hold_documents_removed_by_idx ON legal_hold_documents (removed_by)',
];

/** Exchanges that the viewer coordinates. */
const COORDINATED = `ANY (ARRAY(SELECT subject_id FROM access_grants WHERE subject_type = 'Exchange'
  AND principal_id = (SELECT app_contact_id()) AND is_active AND role = 'COORDINATOR' AND 'MANAGE' = ANY (permissions)))`;
const PLACED = `((SELECT app_is_admin()) OR exchange_id = ${COORDINATED})`;
const IN_HOLD = '(SELECT id FROM legal_holds)';

const RIGHTS = [
  'GRANT SELECT, INSERT ON legal_holds, legal_hold_documents TO plat_documents_app',
  'GRANT UPDATE (name, reason, released_at, released_by, release_reason, version, updated_at) ON legal_holds TO plat_documents_app',
  'GRANT UPDATE (removed_at, removed_by, removal_reason) ON legal_hold_documents TO plat_documents_app',
  'REVOKE DELETE ON legal_holds, legal_hold_documents FROM plat_documents_system',
  `CREATE POLICY legal_holds_read ON legal_holds FOR SELECT TO plat_documents_app USING (${PLACED})`,
  `CREATE POLICY legal_holds_add ON legal_holds FOR INSERT TO plat_documents_app
    WITH CHECK (placed_by = (SELECT app_user_id()) AND released_at IS NULL AND ${PLACED})`,
  `CREATE POLICY legal_holds_edit ON legal_holds FOR UPDATE TO plat_documents_app USING (released_at IS NULL AND ${PLACED})
    WITH CHECK (${PLACED} AND (released_at IS NULL OR released_by = (SELECT app_user_id())))`,
  `CREATE POLICY legal_hold_documents_read ON legal_hold_documents FOR SELECT TO plat_documents_app USING (hold_id IN ${IN_HOLD})`,
  // A coordinator holds what is in that exchange; an administrator whatever there is.
  `CREATE POLICY legal_hold_documents_add ON legal_hold_documents FOR INSERT TO plat_documents_app
    WITH CHECK (added_by = (SELECT app_user_id()) AND removed_at IS NULL AND EXISTS (SELECT FROM legal_holds h JOIN documents d
      ON h.exchange_id IS NULL OR d.exchange_id = h.exchange_id
      WHERE h.id = hold_id AND h.released_at IS NULL AND d.id = document_id))`,
  `CREATE POLICY legal_hold_documents_edit ON legal_hold_documents FOR UPDATE TO plat_documents_app
    USING (removed_at IS NULL AND hold_id IN ${IN_HOLD}) WITH CHECK (removed_by = (SELECT app_user_id()))`,
];

const KEPT = [
  `CREATE FUNCTION keep_held_document() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      -- Whoever holds it at this moment has the lock, and is waited for.
      PERFORM pg_advisory_xact_lock(hashtextextended('legal hold of ' || OLD.id, 0));
      IF EXISTS (SELECT FROM legal_hold_documents l JOIN legal_holds h ON h.id = l.hold_id
          WHERE l.document_id = OLD.id AND l.removed_at IS NULL AND h.released_at IS NULL) THEN
        RAISE EXCEPTION 'a legal hold keeps this document' USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'documents_held';
      END IF;
      RETURN OLD;
    END $$`,
  'CREATE TRIGGER held BEFORE DELETE ON documents FOR EACH ROW EXECUTE FUNCTION keep_held_document()',
  ...NAMES.map((table) => `CREATE POLICY definer ON ${table} FOR SELECT TO plat_documents_owner USING (true)`),
];
