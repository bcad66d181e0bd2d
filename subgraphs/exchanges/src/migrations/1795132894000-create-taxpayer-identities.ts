import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who gives up and who receives, as title has it; a request writes a number of theirs and never reads it. */
export class CreateTaxpayerIdentities1795132894000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [
      ...TABLE,
      ...protect('exchanges', 'taxpayer_identities'),
      ...RIGHTS,
      guardReferencesV1('taxpayer_identities', { contact_id: 'Contact' }),
      ...REFERRING.map(refuseDeletedV1),
    ])
      await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const column of REFERRING) await db.query(dropRefuseDeletedV1(column));
    await db.query(unguardReferencesV1('taxpayer_identities'));
    await db.query('DROP TABLE taxpayer_identities');
    await db.query('DROP TYPE taxpayer_side, taxpayer_form, taxpayer_id_kind');
  }
}

const REFERRING: readonly ReferringColumn[] = [['taxpayer_identities', 'contact_id', 'Contact']];

const TABLE = [
  `CREATE TYPE taxpayer_side AS ENUM ('RELINQUISHED', 'REPLACEMENT')`,
  `CREATE TYPE taxpayer_form AS ENUM ('INDIVIDUAL', 'MARRIED_JOINT', 'SINGLE_MEMBER_LLC', 'REVOCABLE_TRUST', 'PARTNERSHIP', 'CORPORATION', 'TRUST', 'ESTATE', 'OTHER')`,
  `CREATE TYPE taxpayer_id_kind AS ENUM ('SSN', 'ITIN', 'EIN')`,
  `CREATE TABLE taxpayer_identities (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT taxpayer_identities_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT taxpayer_identities_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    contact_id uuid,
    side taxpayer_side NOT NULL,
    vesting text NOT NULL,
    form taxpayer_form NOT NULL,
    is_disregarded boolean NOT NULL DEFAULT false,
    owner_name varchar(255),
    tin_kind taxpayer_id_kind,
    tin_last4 varchar(4) CONSTRAINT taxpayer_identities_tin_last4_check CHECK (tin_last4 ~ '^[0-9]{4}$'),
    tin_ciphertext text,
    nonce text,
    salt text,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT taxpayer_identities_owner_check CHECK (NOT is_disregarded OR owner_name IS NOT NULL),
    CONSTRAINT taxpayer_identities_tin_check CHECK (num_nulls(tin_kind, tin_last4, tin_ciphertext, nonce, salt) IN (0, 5))
  )`,
  'CREATE INDEX taxpayer_identities_exchange_id_idx ON taxpayer_identities (exchange_id)',
  'CREATE INDEX taxpayer_identities_contact_id_idx ON taxpayer_identities (contact_id)',
];

const RIGHTS = [
  `GRANT SELECT (id, exchange_id, contact_id, side, vesting, form, is_disregarded, owner_name, tin_kind, tin_last4, version, created_at, updated_at)
    ON taxpayer_identities TO plat_exchanges_app`,
  'GRANT INSERT ON taxpayer_identities TO plat_exchanges_app',
  `GRANT UPDATE (contact_id, side, vesting, form, is_disregarded, owner_name, tin_kind, tin_last4, tin_ciphertext, nonce, salt, version, updated_at)
    ON taxpayer_identities TO plat_exchanges_app`,
  `CREATE POLICY taxpayer_identities_read ON taxpayer_identities FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_fund_exchanges()))`,
  `CREATE POLICY taxpayer_identities_add ON taxpayer_identities FOR INSERT TO plat_exchanges_app
    WITH CHECK ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))`,
  `CREATE POLICY taxpayer_identities_edit ON taxpayer_identities FOR UPDATE TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()))`,
];
