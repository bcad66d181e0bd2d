import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What follows from an exchange for taxes: worksheets, each calculation a revision of its own, and people who may be in the way. */
export class CreateGainWorksheets1795132893000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [
      ...TABLES,
      ...NAMES.flatMap((table) => protect('exchanges', table)),
      ...NAMES.flatMap(rights),
      'GRANT UPDATE (contact_id, name, relationship, side, last_transfer_on, disposed_on, exception, explanation, version, updated_at) ON related_parties TO plat_exchanges_app',
      `CREATE POLICY related_parties_edit ON related_parties FOR UPDATE TO plat_exchanges_app
        USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))`,
      ...['gain_worksheets', 'disqualification_attestations'].map(
        (table) => `CREATE TRIGGER written_once BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
      ),
      guardReferencesV1('gain_worksheets', { computed_by: 'Contact' }),
      guardReferencesV1('related_parties', { contact_id: 'Contact' }),
      guardReferencesV1('disqualification_attestations', { contact_id: 'Contact', attested_by: 'Contact' }),
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
    await db.query('DROP TYPE related_party_relationship, related_party_side, related_party_exception, agent_kind, disqualifying_relation');
  }
}

const NAMES = ['gain_worksheets', 'related_parties', 'disqualification_attestations'];

const REFERRING: readonly ReferringColumn[] = [
  ['gain_worksheets', 'computed_by', 'Contact'],
  ['related_parties', 'contact_id', 'Contact'],
  ['disqualification_attestations', 'contact_id', 'Contact'],
  ['disqualification_attestations', 'attested_by', 'Contact'],
];

const TABLES = [
  `CREATE TABLE gain_worksheets (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT gain_worksheets_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT gain_worksheets_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    revision integer NOT NULL,
    inputs jsonb NOT NULL,
    lines jsonb NOT NULL,
    rules_version varchar(50) NOT NULL,
    computed_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT gain_worksheets_exchange_id_revision_key UNIQUE (exchange_id, revision)
  )`,
  'CREATE INDEX gain_worksheets_computed_by_idx ON gain_worksheets (computed_by)',
  `CREATE TYPE related_party_relationship AS ENUM ('SPOUSE', 'SIBLING', 'ANCESTOR', 'DESCENDANT', 'ENTITY_OVER_50', 'OTHER_267B_707B')`,
  `CREATE TYPE related_party_side AS ENUM ('BOUGHT_RELINQUISHED', 'SOLD_REPLACEMENT', 'SWAPPED')`,
  `CREATE TYPE related_party_exception AS ENUM ('DEATH', 'INVOLUNTARY_CONVERSION', 'NO_TAX_AVOIDANCE')`,
  `CREATE TABLE related_parties (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT related_parties_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT related_parties_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    contact_id uuid,
    name varchar(255) NOT NULL,
    relationship related_party_relationship NOT NULL,
    side related_party_side NOT NULL,
    last_transfer_on date,
    disposed_on date,
    exception related_party_exception,
    explanation text,
    ${CONVENTION_COLUMNS_V1}
  )`,
  'CREATE INDEX related_parties_exchange_id_idx ON related_parties (exchange_id)',
  'CREATE INDEX related_parties_contact_id_idx ON related_parties (contact_id)',
  `CREATE TYPE agent_kind AS ENUM ('EMPLOYEE', 'ATTORNEY', 'ACCOUNTANT', 'INVESTMENT_BANKER_OR_BROKER', 'REAL_ESTATE_AGENT_OR_BROKER',
    'EXCHANGE_SERVICES', 'ROUTINE_FINANCIAL_TITLE_ESCROW_OR_TRUST')`,
  `CREATE TYPE disqualifying_relation AS ENUM ('FAMILY', 'OWNERSHIP', 'FIDUCIARY')`,
  `CREATE TABLE disqualification_attestations (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT disqualification_attestations_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT disqualification_attestations_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    contact_id uuid,
    name varchar(255) NOT NULL,
    agent_kind agent_kind,
    last_service_on date,
    relation disqualifying_relation,
    ownership_percent numeric(9,6)
      CONSTRAINT disqualification_attestations_ownership_percent_check CHECK (ownership_percent >= 0 AND ownership_percent <= 100),
    related_to_agent boolean NOT NULL DEFAULT false,
    statement text NOT NULL,
    attested_on date NOT NULL,
    attested_by uuid,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  'CREATE INDEX disqualification_attestations_exchange_id_idx ON disqualification_attestations (exchange_id)',
  'CREATE INDEX disqualification_attestations_contact_id_idx ON disqualification_attestations (contact_id)',
  'CREATE INDEX disqualification_attestations_attested_by_idx ON disqualification_attestations (attested_by)',
];

const rights = (table: string): string[] => [
  `GRANT SELECT, INSERT ON ${table} TO plat_exchanges_app`,
  `CREATE POLICY ${table}_read ON ${table} FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_fund_exchanges()))`,
  `CREATE POLICY ${table}_add ON ${table} FOR INSERT TO plat_exchanges_app
    WITH CHECK ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))`,
];
