import type { MigrationInterface, QueryRunner } from 'typeorm';

const PARENTS = ['deal_id', 'lead_id', 'inquiry_id'] as const;

/** Documents under a deal, a lead or an inquiry are read newest first, a page at a time. */
export class ListUnderParents1795132926000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const column of PARENTS)
      await db.query(`CREATE INDEX documents_${column}_created_at_idx ON documents (${column}, created_at DESC, id DESC)
        WHERE ${column} IS NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const column of PARENTS) await db.query(`DROP INDEX documents_${column}_created_at_idx`);
  }
}
