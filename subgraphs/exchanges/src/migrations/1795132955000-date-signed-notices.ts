import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A client signs here and now: what it signs was sent when the database's clock says so, give or take what clocks of machines
 * differ. Coordinators and administrators record what was sent by other ways, with its time.
 */
export class DateSignedNotices1795132955000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [
      `CREATE FUNCTION is_sent_now(sent timestamptz) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
        AS $$ SELECT sent BETWEEN now() - interval '5 minutes' AND now() + interval '5 minutes' $$`,
      'REVOKE EXECUTE ON FUNCTION is_sent_now(timestamptz) FROM PUBLIC',
      'GRANT EXECUTE ON FUNCTION is_sent_now(timestamptz) TO plat_exchanges_app, plat_exchanges_system',
      ...policy(` AND sent_how = 'PLATFORM' AND received_at IS NULL AND is_sent_now(sent_at)`),
    ])
      await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const sql of [...policy(''), 'DROP FUNCTION is_sent_now(timestamptz)']) await db.query(sql);
  }
}

const policy = (now: string) => [
  'DROP POLICY identification_notices_add ON identification_notices',
  `CREATE POLICY identification_notices_add ON identification_notices FOR INSERT TO plat_exchanges_app
    WITH CHECK (created_at = now() AND ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges())
      OR (exchange_id IN (SELECT my_signed_exchanges()) AND signed_by = (SELECT app_contact_id())${now})))`,
];
