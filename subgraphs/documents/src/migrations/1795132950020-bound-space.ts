import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a person takes, told to their own request: whoever writes a version knows by that whether it was one too many. */
export class BoundSpace1795132950020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of SPACE) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION space_taken()');
  }
}

const SPACE = [
  `CREATE FUNCTION space_taken() RETURNS float8 LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce((SELECT (used + reserved)::float8 FROM storage_usages WHERE user_id = app_user_id()), 0) $$`,
  'REVOKE EXECUTE ON FUNCTION space_taken() FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION space_taken() TO plat_documents_app, plat_documents_system',
];
