import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who comes back without the history begins anew: what was said while they were away is not theirs to read. */
export class NoteReturns1795132957000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE TRIGGER note_return BEFORE UPDATE OF is_active, permissions ON exchange_participants FOR EACH ROW
      WHEN ((NEW.is_active AND 'VIEW' = ANY (NEW.permissions)) AND NOT (OLD.is_active AND 'VIEW' = ANY (OLD.permissions)))
      EXECUTE FUNCTION note_joining()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER note_return ON exchange_participants');
  }
}
