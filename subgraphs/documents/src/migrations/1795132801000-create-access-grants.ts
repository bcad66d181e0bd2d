import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who owns, or takes part in, what other services keep: a copy that their events feed, and that the policies of this
 * database read. Requests never write it. A row that is missing denies.
 */
export class CreateAccessGrants1795132801000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE access_grants');
  }
}

const TABLE = [
  `CREATE TABLE access_grants (
    subject_type varchar(50) NOT NULL,
    subject_id uuid NOT NULL,
    principal_id uuid NOT NULL,
    role varchar(50) NOT NULL,
    permissions text[] NOT NULL DEFAULT '{}',
    is_active boolean NOT NULL DEFAULT true,
    updated_at timestamptz NOT NULL DEFAULT now(),
    source_seq bigint NOT NULL DEFAULT 0,
    CONSTRAINT access_grants_pkey PRIMARY KEY (subject_type, subject_id, principal_id, role)
  )`,
  'CREATE INDEX access_grants_principal_id_subject_id_idx ON access_grants (principal_id, subject_id)',
];

const RIGHTS = [
  'GRANT SELECT ON access_grants TO plat_documents_app',
  'GRANT SELECT, INSERT, UPDATE, DELETE ON access_grants TO plat_documents_system',
];
