import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The ledger: entries are added and never changed, a mistake is taken back by another entry. The database numbers them,
 * carries the balance, keeps it from falling below zero, and lets money out for an authorised release alone.
 */
export class CreateFundEntries1795132892000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [
      ...TABLES,
      ...NAMES.flatMap((table) => protect('exchanges', table)),
      ...TRIGGERS,
      ...NAMES.flatMap(rights),
      ...NAMES.map((table) => guardReferencesV1(table, { recorded_by: 'Contact' })),
      ...REFERRING.map(refuseDeletedV1),
    ])
      await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const column of REFERRING) await db.query(dropRefuseDeletedV1(column));
    for (const table of NAMES) {
      await db.query(unguardReferencesV1(table));
      await db.query(`DROP TABLE ${table}`);
    }
    await db.query('DROP FUNCTION post_fund_entry(), reconcile_fund_account()');
    await db.query('DROP TYPE fund_entry_kind');
  }
}

const NAMES = ['fund_reconciliations', 'fund_entries'];

const REFERRING: readonly ReferringColumn[] = NAMES.map((table) => [table, 'recorded_by', 'Contact']);

const TABLES = [
  `CREATE TYPE fund_entry_kind AS ENUM ('PROCEEDS', 'TAXPAYER_FUNDS', 'INTEREST', 'OTHER_RECEIPT', 'RELEASE', 'REVERSAL')`,
  `CREATE TABLE fund_entries (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT fund_entries_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT fund_entries_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    account_id uuid NOT NULL CONSTRAINT fund_entries_account_id_fkey REFERENCES fund_accounts ON DELETE CASCADE,
    seq bigint NOT NULL,
    kind fund_entry_kind NOT NULL,
    debit numeric(15,2) CONSTRAINT fund_entries_debit_check CHECK (debit > 0),
    credit numeric(15,2) CONSTRAINT fund_entries_credit_check CHECK (credit > 0),
    balance_after numeric(15,2) NOT NULL CONSTRAINT fund_entries_balance_check CHECK (balance_after >= 0),
    occurred_on date NOT NULL,
    memo text NOT NULL,
    reverses_id uuid CONSTRAINT fund_entries_reverses_id_fkey REFERENCES fund_entries,
    release_id uuid CONSTRAINT fund_entries_release_id_fkey REFERENCES fund_releases,
    recorded_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT fund_entries_account_id_seq_key UNIQUE (account_id, seq),
    CONSTRAINT fund_entries_reverses_id_key UNIQUE (reverses_id),
    CONSTRAINT fund_entries_release_id_key UNIQUE (release_id),
    CONSTRAINT fund_entries_side_check CHECK (num_nonnulls(debit, credit) = 1),
    CONSTRAINT fund_entries_kind_check CHECK ((kind = 'RELEASE') = (release_id IS NOT NULL) AND (kind = 'REVERSAL') = (reverses_id IS NOT NULL)
      AND CASE kind WHEN 'RELEASE' THEN debit IS NOT NULL WHEN 'REVERSAL' THEN true ELSE credit IS NOT NULL END)
  )`,
  'CREATE INDEX fund_entries_exchange_id_seq_idx ON fund_entries (exchange_id, seq)',
  'CREATE INDEX fund_entries_account_id_occurred_on_idx ON fund_entries (account_id, occurred_on)',
  'CREATE INDEX fund_entries_recorded_by_idx ON fund_entries (recorded_by)',
  `CREATE TABLE fund_reconciliations (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT fund_reconciliations_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT fund_reconciliations_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    account_id uuid NOT NULL CONSTRAINT fund_reconciliations_account_id_fkey REFERENCES fund_accounts ON DELETE CASCADE,
    as_of date NOT NULL,
    bank_balance numeric(15,2) NOT NULL,
    ledger_balance numeric(15,2) NOT NULL,
    note text,
    recorded_by uuid,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  'CREATE INDEX fund_reconciliations_exchange_id_as_of_idx ON fund_reconciliations (exchange_id, as_of)',
  'CREATE INDEX fund_reconciliations_account_id_idx ON fund_reconciliations (account_id)',
  'CREATE INDEX fund_reconciliations_recorded_by_idx ON fund_reconciliations (recorded_by)',
];

const TRIGGERS = [
  `CREATE FUNCTION post_fund_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      last record;
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtextextended('fund_accounts/' || NEW.account_id, 0));
      IF NOT EXISTS (SELECT FROM fund_accounts a WHERE a.id = NEW.account_id AND a.exchange_id = NEW.exchange_id AND a.closed_on IS NULL) THEN
        RAISE EXCEPTION 'no open account of this exchange' USING ERRCODE = '42501';
      END IF;
      IF NEW.kind = 'REVERSAL' AND NOT EXISTS (SELECT FROM fund_entries e WHERE e.id = NEW.reverses_id AND e.account_id = NEW.account_id
          AND e.kind <> 'REVERSAL' AND e.debit IS NOT DISTINCT FROM NEW.credit AND e.credit IS NOT DISTINCT FROM NEW.debit) THEN
        RAISE EXCEPTION 'a reversal takes back an entry of the same account, whole' USING ERRCODE = '42501';
      END IF;
      IF NEW.kind = 'RELEASE' AND NOT EXISTS (SELECT FROM fund_releases r WHERE r.id = NEW.release_id AND r.account_id = NEW.account_id
          AND r.state = 'AUTHORISED' AND r.amount = NEW.debit
          AND (SELECT count(DISTINCT u.user_id) = 2 AND count(DISTINCT u.side) = 2 FROM fund_authorisations u WHERE u.release_id = r.id)) THEN
        RAISE EXCEPTION 'money leaves for an authorised release alone' USING ERRCODE = '42501';
      END IF;
      SELECT e.seq, e.balance_after INTO last FROM fund_entries e WHERE e.account_id = NEW.account_id ORDER BY e.seq DESC LIMIT 1;
      NEW.seq := coalesce(last.seq, 0) + 1;
      NEW.balance_after := coalesce(last.balance_after, 0) + coalesce(NEW.credit, 0) - coalesce(NEW.debit, 0);
      NEW.created_at := now();
      RETURN NEW;
    END $$`,
  'CREATE TRIGGER post BEFORE INSERT ON fund_entries FOR EACH ROW EXECUTE FUNCTION post_fund_entry()',
  `CREATE FUNCTION reconcile_fund_account() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF NOT EXISTS (SELECT FROM fund_accounts a WHERE a.id = NEW.account_id AND a.exchange_id = NEW.exchange_id) THEN
        RAISE EXCEPTION 'no account of this exchange' USING ERRCODE = '42501';
      END IF;
      SELECT coalesce(sum(e.credit), 0) - coalesce(sum(e.debit), 0) INTO NEW.ledger_balance
        FROM fund_entries e WHERE e.account_id = NEW.account_id AND e.occurred_on <= NEW.as_of;
      RETURN NEW;
    END $$`,
  'CREATE TRIGGER reconcile BEFORE INSERT ON fund_reconciliations FOR EACH ROW EXECUTE FUNCTION reconcile_fund_account()',
  ...NAMES.flatMap((table) => [
    `CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
    `CREATE TRIGGER kept BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  ]),
];

const rights = (table: string): string[] => [
  `REVOKE UPDATE, DELETE ON ${table} FROM plat_exchanges_system`,
  // Who looks whether a contact may go locks what refers to it, which takes a right that the trigger makes worth nothing.
  `GRANT UPDATE (recorded_by) ON ${table} TO plat_exchanges_system`,
  `GRANT SELECT, INSERT ON ${table} TO plat_exchanges_app`,
  `CREATE POLICY ${table}_read ON ${table} FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_fund_exchanges()))`,
  `CREATE POLICY ${table}_add ON ${table} FOR INSERT TO plat_exchanges_app
    WITH CHECK ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))`,
];
