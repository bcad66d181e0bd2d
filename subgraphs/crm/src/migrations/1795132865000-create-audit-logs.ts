import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The one log of what happened in all services. The system adds to it; nobody changes or deletes what is in it, by
 * privilege and by trigger, the tables' owner included. What a row refers to may be deleted: then its three references
 * become NULL, and nothing else of it. Administrators read all, everybody what they did themselves.
 */
export class CreateAuditLogs1795132865000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('crm', 'audit_logs'), ...RIGHTS, ...TRIGGERS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE audit_logs');
    await db.query('DROP FUNCTION audit_logs_stay()');
  }
}

const TABLE = [
  `CREATE TABLE audit_logs (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT audit_logs_pkey PRIMARY KEY,
    event_id uuid,
    source_subgraph varchar(50) NOT NULL,
    user_id uuid CONSTRAINT audit_logs_user_id_fkey REFERENCES users ON DELETE SET NULL,
    exchange_id uuid,
    contributor_id uuid,
    action varchar(255) NOT NULL,
    entity_type varchar(100) NOT NULL,
    entity_id text,
    details jsonb,
    old_values jsonb,
    new_values jsonb,
    ip_address inet,
    user_agent text,
    success boolean NOT NULL DEFAULT true,
    error_message text,
    session_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    previous_hash varchar(64),
    hash varchar(64) NOT NULL,
    seq bigint NOT NULL,
    actor_user_id uuid,
    about_exchange_id uuid,
    about_contributor_id uuid,
    CONSTRAINT audit_logs_event_id_key UNIQUE (event_id),
    CONSTRAINT audit_logs_seq_key UNIQUE (seq)
  )`,
  'CREATE INDEX idx_audit_logs_user_created ON audit_logs (user_id, created_at DESC, id DESC)',
  'CREATE INDEX idx_audit_logs_action ON audit_logs (action, created_at DESC, id DESC)',
  'CREATE INDEX idx_audit_log_details_gin ON audit_logs USING gin (details)',
  'CREATE INDEX audit_logs_created_at_idx ON audit_logs (created_at DESC, id DESC)',
  'CREATE INDEX audit_logs_actor_idx ON audit_logs (actor_user_id, created_at DESC, id DESC)',
  'CREATE INDEX audit_logs_entity_idx ON audit_logs (entity_type, entity_id, created_at DESC, id DESC)',
  'CREATE INDEX audit_logs_exchange_idx ON audit_logs (exchange_id, created_at DESC, id DESC) WHERE exchange_id IS NOT NULL',
  `CREATE INDEX audit_logs_about_exchange_idx ON audit_logs (about_exchange_id, created_at DESC, id DESC)
    WHERE about_exchange_id IS NOT NULL`,
  'CREATE INDEX audit_logs_contributor_idx ON audit_logs (contributor_id) WHERE contributor_id IS NOT NULL',
];

const RIGHTS = [
  'GRANT SELECT ON audit_logs TO plat_crm_app',
  `CREATE POLICY audit_logs_read ON audit_logs FOR SELECT TO plat_crm_app
    USING (user_id = (SELECT app_user_id()) OR (SELECT app_is_admin()))`,
  'REVOKE UPDATE, DELETE ON audit_logs FROM plat_crm_system',
  // What consumers clear when an exchange or a contributor is deleted elsewhere.
  'GRANT UPDATE (user_id, exchange_id, contributor_id) ON audit_logs TO plat_crm_system',
  // PostgreSQL clears user_id as the owner of the table; the owner has no other right to write.
  'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_logs FROM plat_crm_owner',
  'GRANT UPDATE (user_id, exchange_id, contributor_id) ON audit_logs TO plat_crm_owner',
];

/** Rows are compared by their bytes: to `=`, 1.0 is 1. */
const TRIGGERS = [
  `CREATE FUNCTION audit_logs_stay() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE cleared public.audit_logs;
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        cleared := OLD;
        IF NEW.user_id IS NULL THEN cleared.user_id := NULL; END IF;
        IF NEW.exchange_id IS NULL THEN cleared.exchange_id := NULL; END IF;
        IF NEW.contributor_id IS NULL THEN cleared.contributor_id := NULL; END IF;
        IF NEW *= cleared THEN RETURN NEW; END IF;
      END IF;
      RAISE insufficient_privilege USING MESSAGE = 'The audit log is only added to.';
    END $$`,
  'CREATE TRIGGER audit_logs_keep BEFORE UPDATE ON audit_logs FOR EACH ROW EXECUTE FUNCTION audit_logs_stay()',
  'CREATE TRIGGER audit_logs_keep_all BEFORE DELETE OR TRUNCATE ON audit_logs FOR EACH STATEMENT EXECUTE FUNCTION audit_logs_stay()',
  'ALTER TABLE audit_logs ENABLE ALWAYS TRIGGER audit_logs_keep, ENABLE ALWAYS TRIGGER audit_logs_keep_all',
];
