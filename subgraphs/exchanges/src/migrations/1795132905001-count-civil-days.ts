import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which day it is where an exchange is. A zone that only newer lists of zones know counts as UTC, and spoils no list of others. */
export class CountCivilDays1795132905001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE FUNCTION civil_day(time_zone text, at timestamptz) RETURNS date LANGUAGE plpgsql STABLE
      SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        RETURN (at AT TIME ZONE time_zone)::date;
      EXCEPTION WHEN invalid_parameter_value THEN
        RETURN (at AT TIME ZONE 'UTC')::date;
      END $$`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION civil_day(text, timestamptz)');
  }
}
