import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where the money of an exchange is held: one sub-account for each exchange, and no sub-account for two. Money is for
 * administrators, the exchange's coordinators and its client; coordinators with MANAGE write.
 */
export class CreateFundAccounts1795132890000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...FUNCTIONS, ...TABLE, ...protect('exchanges', 'fund_accounts'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE fund_accounts');
    await db.query('DROP TYPE fund_arrangement');
    await db.query('DROP FUNCTION refuse_change(), my_fund_exchanges(), my_client_exchanges()');
  }
}

const FUNCTIONS = [
  ...Object.entries({
    // Exchanges whose money the viewer reads of.
    'my_fund_exchanges()': `SELECT p.exchange_id FROM public.exchange_participants p
      WHERE p.contact_id = public.app_contact_id() AND p.is_active AND p.role IN ('CLIENT', 'COORDINATOR') AND 'VIEW' = ANY (p.permissions)`,
    // Exchanges for whose client the viewer signs.
    'my_client_exchanges()': `SELECT p.exchange_id FROM public.exchange_participants p
      WHERE p.contact_id = public.app_contact_id() AND p.is_active AND p.role = 'CLIENT' AND 'MANAGE' = ANY (p.permissions)`,
  }).flatMap(([signature, body]) => [
    `CREATE FUNCTION ${signature} RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
      AS $$ ${body} $$`,
    `REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION ${signature} TO plat_exchanges_app, plat_exchanges_system`,
  ]),
  // What is written once is corrected by writing more, whoever asks.
  `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME USING ERRCODE = '42501';
    END $$`,
];

const TABLE = [
  `CREATE TYPE fund_arrangement AS ENUM ('QUALIFIED_INTERMEDIARY', 'QUALIFIED_ESCROW', 'QUALIFIED_TRUST')`,
  `CREATE TABLE fund_accounts (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT fund_accounts_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT fund_accounts_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    arrangement fund_arrangement NOT NULL,
    holder varchar(255) NOT NULL,
    institution varchar(255) NOT NULL,
    sub_account varchar(100) NOT NULL,
    account_last4 varchar(4) CONSTRAINT fund_accounts_account_last4_check CHECK (account_last4 ~ '^[0-9]{4}$'),
    opened_on date NOT NULL,
    closed_on date,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT fund_accounts_exchange_id_key UNIQUE (exchange_id)
  )`,
  'CREATE UNIQUE INDEX fund_accounts_sub_account_key ON fund_accounts (lower(institution), lower(sub_account))',
];

const RIGHTS = [
  'GRANT SELECT, INSERT ON fund_accounts TO plat_exchanges_app',
  `GRANT UPDATE (arrangement, holder, institution, sub_account, account_last4, opened_on, closed_on, version, updated_at)
    ON fund_accounts TO plat_exchanges_app`,
  `CREATE POLICY fund_accounts_read ON fund_accounts FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_fund_exchanges()))`,
  `CREATE POLICY fund_accounts_add ON fund_accounts FOR INSERT TO plat_exchanges_app
    WITH CHECK ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))`,
  `CREATE POLICY fund_accounts_edit ON fund_accounts FOR UPDATE TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))`,
];
