import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The time of this migration stands for "before that was asked for", and tells these confirmations from those of users. */
const ASKED_FOR_SINCE = 'to_timestamp(1795132857)';

/** Signing in asks for a confirmed address from now on; whoever had an account until then goes on. */
export class ConfirmEarlierUsers1795132857000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await asOwner(
      db,
      `INSERT INTO email_verifications (user_id, email, verified_at) SELECT id, email, ${ASKED_FOR_SINCE} FROM users
        ON CONFLICT (user_id) DO NOTHING`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await asOwner(db, `DELETE FROM email_verifications WHERE verified_at = ${ASKED_FOR_SINCE}`);
  }
}

/** Row level security is forced: the owner would see none of the rows. */
async function asOwner(db: QueryRunner, sql: string): Promise<void> {
  const tables = ['users', 'email_verifications'];
  for (const table of tables) await db.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
  await db.query(sql);
  for (const table of tables) await db.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
}
