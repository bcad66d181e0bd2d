import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Taking a receipt back takes money out of the balance as a release does: it passes the gate, or an administrator does it who
 * did not record the receipt. How the gate judged it is kept with the entry.
 */
export class GateReversals1795132956000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE fund_entries ADD COLUMN predicate jsonb');
    await db.query(post(REVERSAL));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(post(''));
    await db.query('ALTER TABLE fund_entries DROP COLUMN predicate');
  }
}

const REVERSAL = `      IF NEW.kind = 'REVERSAL' AND NEW.debit IS NOT NULL AND session_user = 'plat_exchanges_app'
          AND NEW.predicate ->> 'decision' IS DISTINCT FROM 'ALLOW' AND NOT (app_is_admin() AND EXISTS
            (SELECT FROM fund_entries e WHERE e.id = NEW.reverses_id AND e.recorded_by IS DISTINCT FROM app_contact_id())) THEN
        RAISE EXCEPTION 'a receipt is taken back where the gate allows it, or by an administrator who did not record it' USING ERRCODE = '42501';
      END IF;
`;

const post = (
  reversal: string,
) => `CREATE OR REPLACE FUNCTION post_fund_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
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
${reversal}      IF NEW.kind = 'RELEASE' AND NOT EXISTS (SELECT FROM fund_releases r WHERE r.id = NEW.release_id AND r.account_id = NEW.account_id
          AND r.state = 'AUTHORISED' AND r.amount = NEW.debit
          AND (SELECT count(DISTINCT u.user_id) = 2 AND count(DISTINCT u.side) = 2 FROM fund_authorisations u WHERE u.release_id = r.id)) THEN
        RAISE EXCEPTION 'money leaves for an authorised release alone' USING ERRCODE = '42501';
      END IF;
      SELECT e.seq, e.balance_after INTO last FROM fund_entries e WHERE e.account_id = NEW.account_id ORDER BY e.seq DESC LIMIT 1;
      NEW.seq := coalesce(last.seq, 0) + 1;
      NEW.balance_after := coalesce(last.balance_after, 0) + coalesce(NEW.credit, 0) - coalesce(NEW.debit, 0);
      NEW.created_at := now();
      RETURN NEW;
    END $$`;
