import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Exchanges and who takes part in them. Participations alone give rights: an active one with VIEW reads, one as
 * coordinator with MANAGE writes, and nobody writes their own. Administrators read and write all.
 */
export class CreateExchanges1795132801000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [
      ...TYPES,
      ...TABLES,
      ...['exchanges', 'exchange_participants'].flatMap((table) => protect('exchanges', table)),
      ...FUNCTIONS,
      ...RIGHTS,
    ]) {
      await db.query(sql);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP POLICY exchanges_read ON exchanges');
    await db.query('DROP POLICY exchanges_edit ON exchanges');
    await db.query('DROP TABLE exchange_participants');
    await db.query('DROP FUNCTION my_exchanges(participant_permission), my_coordinated_exchanges(), my_new_exchanges()');
    await db.query('DROP TABLE exchanges');
    await db.query('DROP SEQUENCE exchange_numbers');
    await db.query('DROP TYPE exchange_type, participant_role, participant_permission');
  }
}

const TYPES = [
  `CREATE TYPE exchange_type AS ENUM ('DELAYED', 'SIMULTANEOUS', 'REVERSE', 'IMPROVEMENT')`,
  `CREATE TYPE participant_role AS ENUM ('CLIENT', 'COORDINATOR', 'THIRD_PARTY', 'AGENCY')`,
  `CREATE TYPE participant_permission AS ENUM ('VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE')`,
];

const TABLES = [
  'CREATE SEQUENCE exchange_numbers',
  `CREATE TABLE exchanges (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT exchanges_pkey PRIMARY KEY,
    exchange_number varchar(50) NOT NULL CONSTRAINT exchanges_exchange_number_key UNIQUE,
    name varchar(255) NOT NULL,
    exchange_type exchange_type NOT NULL DEFAULT 'DELAYED',
    status varchar(50) NOT NULL DEFAULT 'ACTIVE',
    client_id uuid,
    coordinator_id uuid,
    workflow_stage varchar(50) NOT NULL DEFAULT 'PENDING',
    stage_changed_at timestamptz,
    stage_changed_by uuid,
    notifications_enabled boolean NOT NULL DEFAULT true,
    transfer_date date,
    identification_deadline date,
    exchange_deadline date,
    return_due_date date,
    deadline_override jsonb,
    relinquished_value numeric(15,2) CONSTRAINT exchanges_relinquished_value_check CHECK (relinquished_value >= 0),
    pp_matter_id varchar(255) CONSTRAINT exchanges_pp_matter_id_key UNIQUE,
    pp_custom_fields jsonb,
    time_zone varchar(50) NOT NULL DEFAULT 'America/Los_Angeles',
    filer_type varchar(50),
    tax_year_end date,
    return_extended boolean NOT NULL DEFAULT false,
    parking_date date,
    archived_at timestamptz,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT exchanges_status_check CHECK (status IN ('ACTIVE', 'ON_HOLD', 'COMPLETED', 'TERMINATED')),
    CONSTRAINT exchanges_workflow_stage_check CHECK (workflow_stage IN
      ('PENDING', 'IDENTIFICATION', 'REPLACEMENT', 'COMPLETED', 'IDENTIFICATION_MISSED', 'EXCHANGE_MISSED', 'TERMINATED'))
  )`,
  'CREATE INDEX exchanges_status_idx ON exchanges (status)',
  'CREATE INDEX exchanges_client_id_idx ON exchanges (client_id)',
  'CREATE INDEX exchanges_coordinator_id_idx ON exchanges (coordinator_id)',
  'CREATE INDEX exchanges_created_at_idx ON exchanges (created_at DESC, id DESC)',
  `CREATE TABLE exchange_participants (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT exchange_participants_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT exchange_participants_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    contact_id uuid NOT NULL,
    role participant_role NOT NULL,
    permissions participant_permission[] NOT NULL,
    assigned_by uuid,
    assigned_at timestamptz NOT NULL DEFAULT now(),
    is_active boolean NOT NULL DEFAULT true,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT exchange_participants_exchange_contact_role_key UNIQUE (exchange_id, contact_id, role)
  )`,
  'CREATE INDEX exchange_participants_contact_id_idx ON exchange_participants (contact_id)',
];

/**
 * The policies below read the tables that they protect, so they ask functions of the owner, whom policies of its own
 * let read: without them they would recurse. The matrix of roles stands in shared/access/role-matrix.ts as well, and a
 * test compares the two.
 */
const FUNCTIONS = [
  'CREATE POLICY definer ON exchanges FOR SELECT TO plat_exchanges_owner USING (true)',
  'CREATE POLICY definer ON exchange_participants FOR SELECT TO plat_exchanges_owner USING (true)',
  ...Object.entries({
    // Exchanges in which the viewer has this right.
    'my_exchanges(needs participant_permission)': `SELECT p.exchange_id FROM public.exchange_participants p
      WHERE p.contact_id = public.app_contact_id() AND p.is_active AND needs = ANY (p.permissions)
        AND (p.role <> 'THIRD_PARTY' OR needs IN ('VIEW', 'MESSAGE'))`,
    // Exchanges that the viewer runs.
    'my_coordinated_exchanges()': `SELECT p.exchange_id FROM public.exchange_participants p
      WHERE p.contact_id = public.app_contact_id() AND p.is_active AND p.role = 'COORDINATOR' AND 'MANAGE' = ANY (p.permissions)`,
    // Exchanges that the viewer opens in this very transaction, and whose first participants it therefore names.
    'my_new_exchanges()': `SELECT e.id FROM public.exchanges e
      WHERE e.created_at = now() AND e.coordinator_id = public.app_contact_id() AND public.app_role() = 'COORDINATOR'`,
  }).flatMap(([signature, body]) => [
    `CREATE FUNCTION ${signature} RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
      AS $$ ${body} $$`,
    `REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION ${signature} TO plat_exchanges_app, plat_exchanges_system`,
  ]),
];

const RIGHTS = [
  'GRANT USAGE ON SEQUENCE exchange_numbers TO plat_exchanges_app, plat_exchanges_system',
  'GRANT SELECT, INSERT ON exchanges TO plat_exchanges_app',
  `GRANT UPDATE (name, exchange_type, status, workflow_stage, stage_changed_at, stage_changed_by, notifications_enabled, transfer_date,
    identification_deadline, exchange_deadline, return_due_date, relinquished_value, time_zone, filer_type, tax_year_end, return_extended,
    parking_date, version, updated_at) ON exchanges TO plat_exchanges_app`,
  `CREATE POLICY exchanges_read ON exchanges FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR id IN (SELECT my_exchanges('VIEW')))`,
  `CREATE POLICY exchanges_add ON exchanges FOR INSERT TO plat_exchanges_app
    WITH CHECK ((SELECT app_is_admin()) OR ((SELECT app_role()) = 'COORDINATOR' AND coordinator_id = (SELECT app_contact_id())))`,
  `CREATE POLICY exchanges_edit ON exchanges FOR UPDATE TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR id IN (SELECT my_coordinated_exchanges()))`,

  'GRANT SELECT, INSERT ON exchange_participants TO plat_exchanges_app',
  'GRANT UPDATE (permissions, is_active, version, updated_at) ON exchange_participants TO plat_exchanges_app',
  `CREATE POLICY exchange_participants_read ON exchange_participants FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_exchanges('VIEW')))`,
  `CREATE POLICY exchange_participants_add ON exchange_participants FOR INSERT TO plat_exchanges_app
    WITH CHECK ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_new_exchanges())
      OR (exchange_id IN (SELECT my_coordinated_exchanges()) AND contact_id <> (SELECT app_contact_id())))`,
  `CREATE POLICY exchange_participants_edit ON exchange_participants FOR UPDATE TO plat_exchanges_app
    USING (((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))
      AND contact_id IS DISTINCT FROM (SELECT app_contact_id()))`,
];
