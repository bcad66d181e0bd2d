import type { MigrationInterface, QueryRunner } from 'typeorm';

const BY_EXCHANGE = `exchange_id IN (SELECT my_exchanges('VIEW'))`;

/**
 * Who asks for an exchange asks for their own place in it, several times in each statement, and who runs a thousand
 * exchanges had all of them looked up each time: a place of one's own that lets view says the same by itself, and what is
 * left to look up is in the index.
 */
export class LookUpOwnExchanges1795132958000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE INDEX exchange_participants_active_contact_id_idx ON exchange_participants (contact_id)
      INCLUDE (exchange_id, role, permissions) WHERE is_active`);
    await db.query(`ALTER POLICY exchange_participants_read ON exchange_participants USING ((SELECT app_is_admin())
      OR (contact_id = (SELECT app_contact_id()) AND is_active AND 'VIEW' = ANY (permissions)) OR ${BY_EXCHANGE})`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER POLICY exchange_participants_read ON exchange_participants USING ((SELECT app_is_admin()) OR ${BY_EXCHANGE})`);
    await db.query('DROP INDEX exchange_participants_active_contact_id_idx');
  }
}
