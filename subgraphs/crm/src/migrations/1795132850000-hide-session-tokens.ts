import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sessions are shown to their owner, page by page; no request reads the hashes of their tokens. The system does, and
 * compares.
 */
export class HideSessionTokens1795132850000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('REVOKE SELECT ON user_sessions FROM plat_crm_app');
    await db.query(`GRANT SELECT (id, user_id, ip_address, user_agent, expires_at, is_active, created_at, last_used)
      ON user_sessions TO plat_crm_app`);
    await db.query('CREATE INDEX user_sessions_user_id_created_at_idx ON user_sessions (user_id, created_at DESC, id DESC)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX user_sessions_user_id_created_at_idx');
    await db.query(
      'REVOKE SELECT (id, user_id, ip_address, user_agent, expires_at, is_active, created_at, last_used) ON user_sessions FROM plat_crm_app',
    );
    await db.query('GRANT SELECT ON user_sessions TO plat_crm_app');
  }
}
