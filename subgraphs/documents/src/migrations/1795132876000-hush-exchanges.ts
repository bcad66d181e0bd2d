import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Exchanges whose coordinator wants nobody notified of them, as their events tell it. Requests never write it. */
export class HushExchanges1795132876000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE TABLE quiet_exchanges (exchange_id uuid NOT NULL CONSTRAINT quiet_exchanges_pkey PRIMARY KEY)');
    await db.query('GRANT SELECT ON quiet_exchanges TO plat_documents_app');
    await db.query('GRANT SELECT, INSERT, DELETE ON quiet_exchanges TO plat_documents_system');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE quiet_exchanges');
  }
}
