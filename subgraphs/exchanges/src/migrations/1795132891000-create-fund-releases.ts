import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Money on its way out, and who has signed for it: a release is authorised by two people, one of each side, and neither
 * a request nor a consumer moves it on without them.
 */
export class CreateFundReleases1795132891000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [
      ...TABLES,
      ...['fund_releases', 'fund_authorisations'].flatMap((table) => protect('exchanges', table)),
      ...DEFINER,
      ...TRIGGERS,
      ...RIGHTS,
      guardReferencesV1('fund_releases', { requested_by: 'Contact' }),
      guardReferencesV1('fund_authorisations', { contact_id: 'Contact' }),
      ...REFERRING.map(refuseDeletedV1),
    ])
      await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const column of REFERRING) await db.query(dropRefuseDeletedV1(column));
    for (const table of ['fund_authorisations', 'fund_releases']) {
      await db.query(unguardReferencesV1(table));
      await db.query(`DROP TABLE ${table}`);
    }
    await db.query('DROP FUNCTION move_fund_release(), admit_fund_authorisation(), authorise_fund_release()');
    await db.query('DROP TYPE fund_release_purpose, fund_release_state, fund_transaction_cost, fund_side');
  }
}

const REFERRING: readonly ReferringColumn[] = [
  ['fund_releases', 'requested_by', 'Contact'],
  ['fund_authorisations', 'contact_id', 'Contact'],
];

const TABLES = [
  `CREATE TYPE fund_release_purpose AS ENUM ('PROPERTY_PURCHASE', 'TRANSACTION_COST', 'TO_TAXPAYER')`,
  `CREATE TYPE fund_release_state AS ENUM ('REQUESTED', 'AUTHORISED', 'PAID', 'DENIED', 'CANCELLED')`,
  `CREATE TYPE fund_transaction_cost AS ENUM ('COMMISSION', 'PRORATED_TAXES', 'RECORDING_OR_TRANSFER_TAXES', 'TITLE_COMPANY_FEES', 'OTHER')`,
  `CREATE TYPE fund_side AS ENUM ('TAXPAYER', 'FACILITATOR')`,
  `CREATE TABLE fund_releases (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT fund_releases_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT fund_releases_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    account_id uuid NOT NULL CONSTRAINT fund_releases_account_id_fkey REFERENCES fund_accounts ON DELETE CASCADE,
    amount numeric(15,2) NOT NULL CONSTRAINT fund_releases_amount_check CHECK (amount > 0),
    payee varchar(255) NOT NULL,
    payee_is_taxpayer boolean NOT NULL,
    purpose fund_release_purpose NOT NULL,
    exchange_property_id uuid CONSTRAINT fund_releases_exchange_property_id_fkey REFERENCES exchange_properties,
    cost_kind fund_transaction_cost,
    on_closing_statement boolean NOT NULL DEFAULT false,
    contingency jsonb,
    memo text,
    state fund_release_state NOT NULL,
    predicate jsonb NOT NULL,
    inputs jsonb NOT NULL,
    decided_at timestamptz NOT NULL,
    paid_predicate jsonb,
    paid_inputs jsonb,
    paid_on date,
    requested_by uuid,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT fund_releases_denied_check CHECK ((state = 'DENIED') = (predicate ->> 'decision' IS DISTINCT FROM 'ALLOW')),
    CONSTRAINT fund_releases_paid_check CHECK ((state = 'PAID') = (paid_on IS NOT NULL)
      AND (state = 'PAID') = (paid_predicate IS NOT NULL AND paid_predicate ->> 'decision' = 'ALLOW' AND paid_inputs IS NOT NULL))
  )`,
  'CREATE INDEX fund_releases_exchange_id_created_at_idx ON fund_releases (exchange_id, created_at DESC, id DESC)',
  'CREATE INDEX fund_releases_account_id_idx ON fund_releases (account_id)',
  'CREATE INDEX fund_releases_exchange_property_id_idx ON fund_releases (exchange_property_id)',
  'CREATE INDEX fund_releases_requested_by_idx ON fund_releases (requested_by)',
  `CREATE TABLE fund_authorisations (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT fund_authorisations_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT fund_authorisations_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    release_id uuid NOT NULL CONSTRAINT fund_authorisations_release_id_fkey REFERENCES fund_releases ON DELETE CASCADE,
    user_id uuid NOT NULL,
    contact_id uuid,
    side fund_side NOT NULL,
    predicate jsonb NOT NULL CONSTRAINT fund_authorisations_predicate_check CHECK (predicate ->> 'decision' IS NOT DISTINCT FROM 'ALLOW'),
    inputs jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT fund_authorisations_release_id_user_id_key UNIQUE (release_id, user_id),
    CONSTRAINT fund_authorisations_release_id_side_key UNIQUE (release_id, side)
  )`,
  'CREATE INDEX fund_authorisations_exchange_id_idx ON fund_authorisations (exchange_id)',
  'CREATE INDEX fund_authorisations_contact_id_idx ON fund_authorisations (contact_id)',
];

/** The second signature moves the release on, whichever side it is of: the taxpayer's may write nothing else of a release. */
const DEFINER = [
  'CREATE POLICY definer ON fund_authorisations FOR SELECT TO plat_exchanges_owner USING (true)',
  'CREATE POLICY definer ON fund_releases FOR SELECT TO plat_exchanges_owner USING (true)',
  `CREATE POLICY definer_authorises ON fund_releases FOR UPDATE TO plat_exchanges_owner USING (true)`,
  `CREATE FUNCTION authorise_fund_release() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF (SELECT count(*) FROM fund_authorisations WHERE release_id = NEW.release_id) = 2 THEN
        UPDATE fund_releases SET state = 'AUTHORISED', version = version + 1, updated_at = now() WHERE id = NEW.release_id;
      END IF;
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION authorise_fund_release() FROM PUBLIC',
];

const TRIGGERS = [
  `CREATE FUNCTION move_fund_release() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      moves text[] := ARRAY['state', 'paid_predicate', 'paid_inputs', 'paid_on', 'version', 'updated_at'];
      may_move boolean;
    BEGIN
      IF TG_OP = 'INSERT' THEN
        may_move := NEW.state IN ('REQUESTED', 'DENIED')
          AND EXISTS (SELECT FROM fund_accounts a WHERE a.id = NEW.account_id AND a.exchange_id = NEW.exchange_id);
      ELSIF to_jsonb(NEW) - moves IS DISTINCT FROM to_jsonb(OLD) - moves THEN
        may_move := false;
      ELSIF NEW.state = OLD.state THEN
        may_move := true;
      ELSIF OLD.state = 'REQUESTED' AND NEW.state = 'AUTHORISED' THEN
        may_move := (SELECT count(DISTINCT user_id) = 2 AND count(DISTINCT side) = 2 FROM fund_authorisations WHERE release_id = NEW.id);
      ELSIF OLD.state = 'AUTHORISED' AND NEW.state = 'PAID' THEN
        may_move := EXISTS (SELECT FROM fund_entries e WHERE e.release_id = NEW.id AND e.debit = NEW.amount);
      ELSE
        may_move := OLD.state IN ('REQUESTED', 'AUTHORISED') AND NEW.state = 'CANCELLED';
      END IF;
      IF may_move IS NOT TRUE THEN
        RAISE EXCEPTION 'a release does not go from % to %', CASE WHEN TG_OP = 'UPDATE' THEN OLD.state END, NEW.state USING ERRCODE = '42501';
      END IF;
      RETURN NEW;
    END $$`,
  'CREATE TRIGGER move BEFORE INSERT OR UPDATE ON fund_releases FOR EACH ROW EXECUTE FUNCTION move_fund_release()',
  `CREATE FUNCTION admit_fund_authorisation() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtextextended('fund_releases/' || NEW.release_id, 0));
      IF NOT EXISTS (SELECT FROM fund_releases WHERE id = NEW.release_id AND exchange_id = NEW.exchange_id AND state = 'REQUESTED') THEN
        RAISE EXCEPTION 'only what is requested is authorised' USING ERRCODE = '42501';
      END IF;
      RETURN NEW;
    END $$`,
  'CREATE TRIGGER admit BEFORE INSERT ON fund_authorisations FOR EACH ROW EXECUTE FUNCTION admit_fund_authorisation()',
  'CREATE TRIGGER authorise AFTER INSERT ON fund_authorisations FOR EACH ROW EXECUTE FUNCTION authorise_fund_release()',
  'CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON fund_authorisations FOR EACH ROW EXECUTE FUNCTION refuse_change()',
];

const RIGHTS = [
  'GRANT SELECT, INSERT ON fund_releases TO plat_exchanges_app',
  'GRANT UPDATE (state, paid_predicate, paid_inputs, paid_on, version, updated_at) ON fund_releases TO plat_exchanges_app',
  `CREATE POLICY fund_releases_read ON fund_releases FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_fund_exchanges()))`,
  `CREATE POLICY fund_releases_add ON fund_releases FOR INSERT TO plat_exchanges_app
    WITH CHECK ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))`,
  `CREATE POLICY fund_releases_edit ON fund_releases FOR UPDATE TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))`,
  'GRANT SELECT, INSERT ON fund_authorisations TO plat_exchanges_app',
  `CREATE POLICY fund_authorisations_read ON fund_authorisations FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_fund_exchanges()))`,
  `CREATE POLICY fund_authorisations_add ON fund_authorisations FOR INSERT TO plat_exchanges_app
    WITH CHECK (user_id = (SELECT app_user_id()) AND CASE side
      WHEN 'TAXPAYER' THEN exchange_id IN (SELECT my_client_exchanges())
      ELSE (SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()) END)`,
];
