import type { MigrationInterface, QueryRunner } from 'typeorm';

/** "Ann" is not somebody else than "ann": a name is one person's in any case. Of names that were two until now, the older stays as it is. */
export class FoldUsernames1795132856000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE users DROP CONSTRAINT users_username_key');
    await db.query('ALTER TABLE users NO FORCE ROW LEVEL SECURITY'); // the owner would see none of them
    await db.query(
      `UPDATE users u SET username = left(username, 218) || '-' || id WHERE EXISTS
        (SELECT FROM users o WHERE lower(o.username) = lower(u.username) AND (o.created_at, o.id) < (u.created_at, u.id))`,
    );
    await db.query('ALTER TABLE users FORCE ROW LEVEL SECURITY');
    await db.query('CREATE UNIQUE INDEX users_username_key ON users (lower(username))');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX users_username_key');
    await db.query('ALTER TABLE users ADD CONSTRAINT users_username_key UNIQUE (username)');
  }
}
