import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Without an index in its order, the first page of a list reads and sorts all of its rows. */
export class IndexLists1795132804000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of INDEXES) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX users_email_idx, users_created_at_idx, clients_name_idx, clients_created_at_idx, contacts_created_at_idx');
  }
}

const INDEXES = [
  'CREATE INDEX contacts_created_at_idx ON contacts (created_at, id)',
  'CREATE INDEX clients_created_at_idx ON clients (created_at, id)',
  'CREATE INDEX clients_name_idx ON clients (name, id)',
  'CREATE INDEX users_created_at_idx ON users (created_at, id)',
  'CREATE INDEX users_email_idx ON users (email, id)',
];
