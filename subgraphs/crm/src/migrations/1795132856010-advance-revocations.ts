import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Numbers of revocations follow the clock, so that those of a restored database are above all that were ever given. */
export class AdvanceRevocations1795132856010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('GRANT SELECT, UPDATE ON SEQUENCE revocations_seq_seq TO plat_crm_system');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('REVOKE SELECT, UPDATE ON SEQUENCE revocations_seq_seq FROM plat_crm_system');
  }
}
