import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import { type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What has to be done in exchanges: read by whoever takes part with VIEW, written with MANAGE, which third parties never
 * have. What PracticePanther brings, only the system writes.
 */
export class CreateTasks1795132905000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('exchanges', 'tasks'), ...RIGHTS, ...REFERENCES]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE tasks');
    await db.query('DROP TYPE exchange_task_type, exchange_task_status, exchange_task_priority');
  }
}

const TABLE = [
  `CREATE TYPE exchange_task_type AS ENUM ('PP_SYNC', 'MANUAL', 'SYSTEM')`,
  `CREATE TYPE exchange_task_status AS ENUM ('PENDING', 'IN_PROGRESS', 'COMPLETE', 'CANCELLED')`,
  `CREATE TYPE exchange_task_priority AS ENUM ('LOW', 'MEDIUM', 'HIGH', 'URGENT')`,
  `CREATE TABLE tasks (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT tasks_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT tasks_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    assigned_to uuid,
    created_by uuid,
    title varchar(255) NOT NULL,
    description text,
    task_type exchange_task_type NOT NULL DEFAULT 'MANUAL',
    status exchange_task_status NOT NULL DEFAULT 'PENDING',
    priority exchange_task_priority NOT NULL DEFAULT 'MEDIUM',
    due_date timestamptz,
    completed_at timestamptz,
    pp_task_id varchar(255) CONSTRAINT tasks_pp_task_id_key UNIQUE,
    pp_data jsonb,
    last_sync_at timestamptz,
    metadata jsonb,
    is_synced_from_pp boolean NOT NULL DEFAULT false,
    reminded_for timestamptz,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT tasks_completed_at_check CHECK ((status = 'COMPLETE') = (completed_at IS NOT NULL))
  )`,
  'CREATE INDEX tasks_assigned_to_idx ON tasks (assigned_to)',
  'CREATE INDEX tasks_exchange_id_status_idx ON tasks (exchange_id, status)',
  // Cleared when the contact ends, so it has to be found; few rows are looked at for what is due, however many were done.
  'CREATE INDEX tasks_created_by_idx ON tasks (created_by)',
  `CREATE INDEX tasks_open_due_date_idx ON tasks (due_date, id) WHERE status IN ('PENDING', 'IN_PROGRESS')`,
];

const RIGHTS = [
  'GRANT SELECT, INSERT ON tasks TO plat_exchanges_app',
  `GRANT UPDATE (assigned_to, title, description, status, priority, due_date, completed_at, metadata, version, updated_at)
    ON tasks TO plat_exchanges_app`,
  `CREATE POLICY tasks_read ON tasks FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_exchanges('VIEW')))`,
  `CREATE POLICY tasks_add ON tasks FOR INSERT TO plat_exchanges_app
    WITH CHECK (((SELECT app_is_admin()) OR exchange_id IN (SELECT my_exchanges('MANAGE')))
      AND created_by IS NOT DISTINCT FROM (SELECT app_contact_id()) AND task_type = 'MANUAL' AND NOT is_synced_from_pp
      AND pp_task_id IS NULL AND pp_data IS NULL AND last_sync_at IS NULL)`,
  `CREATE POLICY tasks_edit ON tasks FOR UPDATE TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_exchanges('MANAGE')))`,
];

const CONTACTS: readonly ReferringColumn[] = [
  ['tasks', 'assigned_to', 'Contact'],
  ['tasks', 'created_by', 'Contact'],
];

const REFERENCES = [guardReferencesV1('tasks', { assigned_to: 'Contact', created_by: 'Contact' }), ...CONTACTS.map(refuseDeletedV1)];
