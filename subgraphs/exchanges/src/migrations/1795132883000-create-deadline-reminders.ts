import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who was reminded of which deadline, how many days before: once, whatever becomes of the job. The system's alone. */
export class CreateDeadlineReminders1795132883000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [TABLE, CLOCK, ...protect('exchanges', 'deadline_reminders'), refuseDeletedV1(CONTACT)]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(dropRefuseDeletedV1(CONTACT));
    await db.query('DROP INDEX exchanges_under_the_clock');
    await db.query('DROP TABLE deadline_reminders');
  }
}

const CONTACT: ReferringColumn = ['deadline_reminders', 'contact_id', 'Contact'];

const TABLE = `CREATE TABLE deadline_reminders (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT deadline_reminders_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT deadline_reminders_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    kind varchar(20) NOT NULL,
    deadline_on date NOT NULL,
    threshold integer NOT NULL,
    contact_id uuid NOT NULL,
    sent_at timestamptz NOT NULL,
    CONSTRAINT deadline_reminders_once_key UNIQUE (exchange_id, kind, deadline_on, threshold, contact_id),
    CONSTRAINT deadline_reminders_kind_check CHECK (kind IN ('IDENTIFICATION', 'EXCHANGE')),
    CONSTRAINT deadline_reminders_threshold_check CHECK (threshold IN (30, 14, 7, 3, 1, 0))
  )`;

/** Those that the clock may move or remind of, by what is due first. */
const CLOCK = `CREATE INDEX exchanges_under_the_clock ON exchanges (least(identification_deadline, exchange_deadline), exchange_deadline)
  WHERE status IN ('ACTIVE', 'ON_HOLD') AND archived_at IS NULL AND workflow_stage IN ('PENDING', 'IDENTIFICATION', 'REPLACEMENT')`;
