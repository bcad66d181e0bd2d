import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Contacts are the one record of who somebody is; a user is a login of a contact, and a client is a contact who buys.
 * Users see themselves, owners their contacts, staff the shared registry, a login its own contact and client.
 */
export class CreatePeople1795132801000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [
      ...TYPES,
      ...TABLES,
      ...['users', 'contacts', 'clients', 'user_sessions'].flatMap((table) => protect('crm', table)),
      ...RIGHTS,
      ...CARDS,
    ]) {
      await db.query(sql);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION contact_cards(uuid[])');
    await db.query('ALTER TABLE contacts DROP CONSTRAINT contacts_owner_user_id_fkey');
    await db.query('DROP TABLE user_sessions, users, clients, contacts');
    await db.query('DROP TYPE user_role, contacts_type, nurture_status');
  }
}

const TYPES = [
  `CREATE TYPE user_role AS ENUM ('USER', 'ADMIN', 'SUPPORT', 'STANDARD', 'CLIENT', 'AGENT', 'EMPLOYEE', 'THIRD_PARTY', 'AGENCY', 'COORDINATOR')`,
  `CREATE TYPE contacts_type AS ENUM ('CLIENT_LEAD', 'CLIENT', 'CONTRIBUTOR', 'VENDOR', 'OTHER')`,
  `CREATE TYPE nurture_status AS ENUM ('NEW', 'HOT', 'WARM', 'COLD')`,
];

const TABLES = [
  `CREATE TABLE contacts (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT contacts_pkey PRIMARY KEY,
    owner_user_id uuid,
    first_name varchar(255),
    last_name varchar(255),
    email varchar(255),
    phone_number varchar(50),
    company_name varchar(255),
    type contacts_type NOT NULL,
    pp_contact_id varchar(255),
    alternate_email varchar(255),
    archived_at timestamptz,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT contacts_reachable CHECK (email IS NOT NULL OR pp_contact_id IS NOT NULL)
  )`,
  'CREATE UNIQUE INDEX contacts_shared_email_key ON contacts (lower(email)) WHERE owner_user_id IS NULL',
  'CREATE UNIQUE INDEX contacts_owner_email_key ON contacts (owner_user_id, lower(email))',
  'CREATE UNIQUE INDEX contacts_pp_contact_id_key ON contacts (pp_contact_id)',
  'CREATE INDEX contacts_email_idx ON contacts (email)',
  'CREATE INDEX contacts_type_idx ON contacts (type)',
  `CREATE TABLE clients (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT clients_pkey PRIMARY KEY,
    contact_id uuid CONSTRAINT clients_contact_id_key UNIQUE CONSTRAINT clients_contact_id_fkey REFERENCES contacts ON DELETE CASCADE,
    inquiry_id uuid,
    name varchar(255) NOT NULL,
    email varchar(255),
    phone varchar(50),
    lead_score integer,
    nurture_status nurture_status,
    last_contacted_at timestamptz,
    archived_at timestamptz,
    ${CONVENTION_COLUMNS_V1}
  )`,
  'CREATE UNIQUE INDEX clients_email_key ON clients (lower(email))',
  'CREATE INDEX clients_lead_score_idx ON clients (lead_score)',
  'CREATE INDEX clients_nurture_status_idx ON clients (nurture_status)',
  `CREATE TABLE users (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT users_pkey PRIMARY KEY,
    username varchar(255) NOT NULL CONSTRAINT users_username_key UNIQUE,
    email varchar(255) NOT NULL,
    password_hash varchar(255) NOT NULL,
    first_name varchar(255),
    last_name varchar(255),
    full_name text,
    avatar_url text,
    role user_role NOT NULL DEFAULT 'USER',
    is_active boolean NOT NULL DEFAULT true,
    client_id uuid CONSTRAINT users_client_id_key UNIQUE CONSTRAINT users_client_id_fkey REFERENCES clients ON DELETE SET NULL,
    contact_id uuid CONSTRAINT users_contact_id_key UNIQUE CONSTRAINT users_contact_id_fkey REFERENCES contacts ON DELETE RESTRICT,
    last_login_date timestamptz,
    last_login_ip inet,
    login_attempts integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    ${CONVENTION_COLUMNS_V1}
  )`,
  'CREATE UNIQUE INDEX users_email_key ON users (lower(email))',
  'ALTER TABLE contacts ADD CONSTRAINT contacts_owner_user_id_fkey FOREIGN KEY (owner_user_id) REFERENCES users ON DELETE SET NULL',
  `CREATE TABLE user_sessions (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT user_sessions_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT user_sessions_user_id_fkey REFERENCES users ON DELETE CASCADE,
    session_token varchar(255) NOT NULL CONSTRAINT user_sessions_session_token_key UNIQUE,
    refresh_token varchar(255) CONSTRAINT user_sessions_refresh_token_key UNIQUE,
    ip_address inet,
    user_agent text,
    expires_at timestamptz NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used timestamptz
  )`,
  'CREATE INDEX user_sessions_user_id_expires_at_idx ON user_sessions (user_id, expires_at)',
];

const RIGHTS = [
  // A user who could set contact_id would become somebody else; roles, logins and locks are the system's to write.
  'GRANT SELECT ON users TO plat_crm_app',
  'GRANT UPDATE (username, first_name, last_name, full_name, avatar_url, version, updated_at) ON users TO plat_crm_app',
  'CREATE POLICY users_read ON users FOR SELECT TO plat_crm_app USING (id = (SELECT app_user_id()) OR (SELECT app_is_admin()))',
  'CREATE POLICY users_edit ON users FOR UPDATE TO plat_crm_app USING (id = (SELECT app_user_id()) OR (SELECT app_is_admin()))',

  'GRANT SELECT, INSERT ON contacts TO plat_crm_app',
  `GRANT UPDATE (first_name, last_name, email, phone_number, company_name, type, alternate_email, archived_at, version, updated_at)
    ON contacts TO plat_crm_app`,
  `CREATE POLICY contacts_read ON contacts FOR SELECT TO plat_crm_app USING (owner_user_id = (SELECT app_user_id())
    OR id = (SELECT app_contact_id()) OR (owner_user_id IS NULL AND (SELECT app_is_staff())) OR (SELECT app_is_admin()))`,
  `CREATE POLICY contacts_add ON contacts FOR INSERT TO plat_crm_app WITH CHECK (owner_user_id = (SELECT app_user_id())
    OR (owner_user_id IS NULL AND (SELECT app_is_staff())))`,
  `CREATE POLICY contacts_edit ON contacts FOR UPDATE TO plat_crm_app USING (owner_user_id = (SELECT app_user_id())
    OR (owner_user_id IS NULL AND (SELECT app_is_staff())) OR (SELECT app_is_admin()))`,

  'GRANT SELECT, INSERT ON clients TO plat_crm_app',
  'GRANT UPDATE (name, email, phone, lead_score, nurture_status, archived_at, version, updated_at) ON clients TO plat_crm_app',
  `CREATE POLICY clients_read ON clients FOR SELECT TO plat_crm_app USING ((SELECT app_can('client:read')) OR id = (SELECT app_client_id()))`,
  `CREATE POLICY clients_add ON clients FOR INSERT TO plat_crm_app WITH CHECK ((SELECT app_can('client:write')))`,
  `CREATE POLICY clients_edit ON clients FOR UPDATE TO plat_crm_app USING ((SELECT app_can('client:write')))`,

  'GRANT SELECT ON user_sessions TO plat_crm_app',
  `CREATE POLICY user_sessions_read ON user_sessions FOR SELECT TO plat_crm_app
    USING (user_id = (SELECT app_user_id()) OR (SELECT app_is_admin()))`,
];

/**
 * Names of contacts for whoever already reached them through a row of another service: a participant or a sender has
 * a name, and nothing else. The owner's own policy lets the function read under FORCE ROW LEVEL SECURITY.
 */
const CARDS = [
  'CREATE POLICY definer ON contacts FOR SELECT TO plat_crm_owner USING (true)',
  `CREATE FUNCTION contact_cards(ids uuid[]) RETURNS TABLE (id uuid, first_name varchar, last_name varchar, company_name varchar)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT c.id, c.first_name, c.last_name, c.company_name FROM public.contacts c WHERE c.id = ANY (ids) $$`,
  'REVOKE EXECUTE ON FUNCTION contact_cards(uuid[]) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION contact_cards(uuid[]) TO plat_crm_app, plat_crm_system',
];
