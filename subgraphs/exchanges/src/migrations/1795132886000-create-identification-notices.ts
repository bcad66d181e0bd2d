import { protect } from '@plat/shared/database/identity-functions';
import { type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Notices by which property is identified or revoked: evidence, which nobody changes or removes. An accepted one has its
 * effect on the properties by a trigger, because a client signs notices and edits no properties.
 */
export class CreateIdentificationNotices1795132886000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    const tables = ['identification_notices', 'identification_items'];
    const own = [...TYPES, ...TABLES, ...tables.flatMap((table) => protect('exchanges', table)), ...FUNCTIONS, ...RIGHTS, ...TRIGGERS];
    for (const sql of own) await db.query(sql);
    await db.query(guardReferencesV1('identification_notices', { signed_by: 'Contact', recipient_id: 'Contact' }));
    for (const column of REFERRING) await db.query(refuseDeletedV1(column));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE identification_items');
    await db.query('DROP TABLE identification_notices');
    for (const name of ['definer', 'definer_add', 'definer_edit']) await db.query(`DROP POLICY ${name} ON exchange_properties`);
    await db.query(
      'DROP FUNCTION my_noticed_exchanges(), my_signed_exchanges(), keep_identification_notice(), apply_identification_item()',
    );
    await db.query('DROP TYPE notice_kind, notice_way, notice_recipient_capacity, notice_verdict, description_form');
  }
}

const REFERRING: readonly ReferringColumn[] = [
  ['identification_notices', 'signed_by', 'Contact'],
  ['identification_notices', 'recipient_id', 'Contact'],
];

const TYPES = [
  `CREATE TYPE notice_kind AS ENUM ('IDENTIFICATION', 'REVOCATION')`,
  `CREATE TYPE notice_way AS ENUM ('HAND_DELIVERY', 'MAIL', 'COURIER', 'FAX', 'EMAIL', 'PLATFORM')`,
  `CREATE TYPE notice_recipient_capacity AS ENUM ('OBLIGED_TO_TRANSFER', 'INTERMEDIARY', 'ESCROW_AGENT', 'TITLE_COMPANY', 'OTHER_PARTY',
    'TAXPAYER', 'TAXPAYERS_AGENT', 'RELATED_PERSON')`,
  `CREATE TYPE notice_verdict AS ENUM ('ACCEPTED', 'LATE', 'DISQUALIFIED_RECIPIENT', 'WRONG_RECIPIENT')`,
  `CREATE TYPE description_form AS ENUM ('LEGAL_DESCRIPTION', 'STREET_ADDRESS', 'DISTINGUISHABLE_NAME')`,
];

const TABLES = [
  `CREATE TABLE identification_notices (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT identification_notices_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT identification_notices_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    kind notice_kind NOT NULL,
    signed_by uuid NOT NULL,
    signed_on date NOT NULL,
    sent_at timestamptz NOT NULL,
    sent_how notice_way NOT NULL,
    recipient_name varchar(255) NOT NULL,
    recipient_id uuid,
    capacity notice_recipient_capacity NOT NULL,
    received_at timestamptz CONSTRAINT identification_notices_received_at_check CHECK (received_at >= sent_at),
    verdict notice_verdict NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  'CREATE INDEX identification_notices_exchange_id_sent_at_idx ON identification_notices (exchange_id, sent_at)',
  `CREATE TABLE identification_items (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT identification_items_pkey PRIMARY KEY,
    notice_id uuid NOT NULL CONSTRAINT identification_items_notice_id_fkey REFERENCES identification_notices ON DELETE CASCADE,
    position integer NOT NULL,
    description text NOT NULL,
    form description_form NOT NULL,
    percent_interest numeric(9,6) NOT NULL DEFAULT 100
      CONSTRAINT identification_items_percent_interest_check CHECK (percent_interest > 0 AND percent_interest <= 100),
    exchange_property_id uuid CONSTRAINT identification_items_exchange_property_id_fkey REFERENCES exchange_properties ON DELETE RESTRICT,
    CONSTRAINT identification_items_notice_position_key UNIQUE (notice_id, position)
  )`,
  'CREATE INDEX identification_items_exchange_property_id_idx ON identification_items (exchange_property_id)',
];

const FUNCTIONS = [
  // The trigger works as the tables' owner, whom row level security binds as well.
  'CREATE POLICY definer ON exchange_properties FOR SELECT TO plat_exchanges_owner USING (true)',
  'CREATE POLICY definer_add ON exchange_properties FOR INSERT TO plat_exchanges_owner WITH CHECK (true)',
  'CREATE POLICY definer_edit ON exchange_properties FOR UPDATE TO plat_exchanges_owner USING (true)',
  'CREATE POLICY definer ON identification_notices FOR SELECT TO plat_exchanges_owner USING (true)',
  ...Object.entries({
    // Exchanges whose notices the viewer may read: third parties may not.
    'my_noticed_exchanges()': `SELECT p.exchange_id FROM public.exchange_participants p
      WHERE p.contact_id = public.app_contact_id() AND p.is_active AND 'VIEW' = ANY (p.permissions) AND p.role <> 'THIRD_PARTY'`,
    // Exchanges of the viewer's own, in which it signs notices.
    'my_signed_exchanges()': `SELECT p.exchange_id FROM public.exchange_participants p
      WHERE p.contact_id = public.app_contact_id() AND p.is_active AND p.role = 'CLIENT' AND 'MANAGE' = ANY (p.permissions)`,
  }).flatMap(([signature, body]) => [
    `CREATE FUNCTION ${signature} RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
      AS $$ ${body} $$`,
    `REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION ${signature} TO plat_exchanges_app, plat_exchanges_system`,
  ]),
];

const MAY_SERVE = `(SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges())
  OR (exchange_id IN (SELECT my_signed_exchanges()) AND signed_by = (SELECT app_contact_id()))`;

const RIGHTS = [
  'GRANT SELECT, INSERT ON identification_notices TO plat_exchanges_app',
  'GRANT UPDATE (received_at) ON identification_notices TO plat_exchanges_app',
  'GRANT SELECT, INSERT ON identification_items TO plat_exchanges_app',
  `CREATE POLICY identification_notices_read ON identification_notices FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_noticed_exchanges()))`,
  `CREATE POLICY identification_notices_add ON identification_notices FOR INSERT TO plat_exchanges_app
    WITH CHECK (created_at = now() AND (${MAY_SERVE}))`,
  `CREATE POLICY identification_notices_receive ON identification_notices FOR UPDATE TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))`,
  `CREATE POLICY identification_items_read ON identification_items FOR SELECT TO plat_exchanges_app
    USING (notice_id IN (SELECT n.id FROM identification_notices n
      WHERE (SELECT app_is_admin()) OR n.exchange_id IN (SELECT my_noticed_exchanges())))`,
  // A notice says what it says from the beginning: nothing is added to it later.
  `CREATE POLICY identification_items_add ON identification_items FOR INSERT TO plat_exchanges_app
    WITH CHECK (notice_id IN (SELECT id FROM identification_notices WHERE created_at = now() AND (${MAY_SERVE})))`,
];

const TRIGGERS = [
  `CREATE FUNCTION keep_identification_notice() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND OLD.received_at IS NULL AND to_jsonb(NEW) - 'received_at' = to_jsonb(OLD) - 'received_at' THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'a notice is evidence: nobody changes or removes it' USING ERRCODE = 'restrict_violation';
    END $$`,
  `CREATE TRIGGER keep_identification_notice BEFORE UPDATE OR DELETE ON identification_notices FOR EACH ROW
    EXECUTE FUNCTION keep_identification_notice()`,
  // By when notices were sent, and not by when they are recorded: the later one counts, whichever comes here first.
  `CREATE FUNCTION apply_identification_item() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      notice identification_notices;
    BEGIN
      SELECT * INTO STRICT notice FROM identification_notices WHERE id = NEW.notice_id;
      IF NEW.exchange_property_id IS NOT NULL AND NOT EXISTS
        (SELECT FROM exchange_properties p WHERE p.id = NEW.exchange_property_id AND p.exchange_id = notice.exchange_id) THEN
        RAISE EXCEPTION 'a property of another exchange' USING ERRCODE = 'check_violation', CONSTRAINT = 'identification_items_same_exchange';
      END IF;
      IF notice.verdict <> 'ACCEPTED' THEN
        RETURN NEW;
      END IF;
      IF notice.kind = 'IDENTIFICATION' AND NEW.exchange_property_id IS NULL THEN
        INSERT INTO exchange_properties (exchange_id, role, description, percent_interest, identified_at)
          SELECT e.id, (CASE e.exchange_type WHEN 'REVERSE' THEN 'RELINQUISHED' ELSE 'IDENTIFIED' END)::exchange_property_role,
            NEW.description, NEW.percent_interest, notice.sent_at
          FROM exchanges e WHERE e.id = notice.exchange_id
          RETURNING id INTO NEW.exchange_property_id;
      ELSIF notice.kind = 'IDENTIFICATION' THEN
        UPDATE exchange_properties SET
          identified_at = CASE WHEN notice.sent_at > revoked_at THEN notice.sent_at ELSE LEAST(identified_at, notice.sent_at) END,
          revoked_at = CASE WHEN notice.sent_at > revoked_at THEN NULL ELSE revoked_at END,
          version = version + 1, updated_at = now()
        WHERE id = NEW.exchange_property_id;
      ELSE
        UPDATE exchange_properties SET revoked_at = LEAST(revoked_at, notice.sent_at), version = version + 1, updated_at = now()
        WHERE id = NEW.exchange_property_id AND identified_at <= notice.sent_at;
      END IF;
      RETURN NEW;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION apply_identification_item() FROM PUBLIC',
  `CREATE TRIGGER apply_identification_item BEFORE INSERT ON identification_items FOR EACH ROW
    EXECUTE FUNCTION apply_identification_item()`,
];
