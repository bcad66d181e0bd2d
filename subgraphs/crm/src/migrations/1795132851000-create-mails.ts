import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Letters are written down with what causes them; a token may be in one, so no request reads them, an administrator's included. */
export class CreateMails1795132851000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [TABLE, INDEX, ...protect('crm', 'mails')]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE mails');
  }
}

const TABLE = `CREATE TABLE mails (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT mails_pkey PRIMARY KEY,
    to_address varchar(255) NOT NULL,
    subject text NOT NULL,
    body text,
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz,
    error text
  )`;

const INDEX = 'CREATE INDEX mails_to_address_created_at_idx ON mails (lower(to_address), created_at)';
