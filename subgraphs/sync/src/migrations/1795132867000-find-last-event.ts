import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The last event of a subject is found without reading the others: who is told of the subject is told up to which event. */
export class FindLastEvent1795132867000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE INDEX outbox_events_subject_idx ON outbox_events (subject_type, subject_id, seq)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX outbox_events_subject_idx');
  }
}
