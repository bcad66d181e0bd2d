import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who signs for the taxpayer is a client of whom somebody else than a coordinator has said so: the client for whom the exchange
 * was opened, or one whom an administrator added or confirmed. A coordinator cannot make an accomplice who signs.
 */
export class ConfirmClients1795132954000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...COLUMN, ...KEEPER, ...MINE, ...policy('my_confirmed_exchanges()')]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const sql of [
      ...policy('my_client_exchanges()'),
      'DROP FUNCTION my_confirmed_exchanges()',
      'DROP TRIGGER confirm_client ON exchange_participants',
      'DROP FUNCTION confirm_client()',
      'ALTER TABLE exchange_participants DROP COLUMN is_confirmed',
    ])
      await db.query(sql);
  }
}

/** Of those who take part already, the client whom the exchange names. */
const COLUMN = [
  'ALTER TABLE exchange_participants ADD COLUMN is_confirmed boolean NOT NULL DEFAULT false',
  'ALTER TABLE exchange_participants NO FORCE ROW LEVEL SECURITY',
  'ALTER TABLE exchanges NO FORCE ROW LEVEL SECURITY',
  `UPDATE exchange_participants p SET is_confirmed = true FROM exchanges e
    WHERE e.id = p.exchange_id AND p.role = 'CLIENT' AND p.contact_id = e.client_id`,
  'ALTER TABLE exchanges FORCE ROW LEVEL SECURITY',
  'ALTER TABLE exchange_participants FORCE ROW LEVEL SECURITY',
  'GRANT UPDATE (is_confirmed) ON exchange_participants TO plat_exchanges_app',
];

/** A request does not say it of whom it adds; whoever opens the exchange in the same transaction names its clients. */
const KEEPER = [
  `CREATE FUNCTION confirm_client() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF session_user <> 'plat_exchanges_app' THEN
        RETURN NEW;
      END IF;
      IF TG_OP = 'INSERT' THEN
        NEW.is_confirmed := NEW.role = 'CLIENT' AND
          (app_is_admin() OR EXISTS (SELECT FROM exchanges e WHERE e.id = NEW.exchange_id AND e.created_at = now()));
      ELSIF NEW.is_confirmed <> OLD.is_confirmed AND NOT (app_is_admin() AND NEW.role = 'CLIENT') THEN
        RAISE EXCEPTION 'administrators confirm clients' USING ERRCODE = '42501';
      END IF;
      RETURN NEW;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION confirm_client() FROM PUBLIC',
  `CREATE TRIGGER confirm_client BEFORE INSERT OR UPDATE OF is_confirmed ON exchange_participants FOR EACH ROW
    EXECUTE FUNCTION confirm_client()`,
];

const MINE = [
  // Exchanges for whose taxpayer the viewer signs.
  `CREATE FUNCTION my_confirmed_exchanges() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT p.exchange_id FROM public.exchange_participants p
      WHERE p.contact_id = public.app_contact_id() AND p.is_active AND p.role = 'CLIENT' AND 'MANAGE' = ANY (p.permissions) AND p.is_confirmed $$`,
  'REVOKE EXECUTE ON FUNCTION my_confirmed_exchanges() FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION my_confirmed_exchanges() TO plat_exchanges_app, plat_exchanges_system',
];

const policy = (taxpayers: string) => [
  'DROP POLICY fund_authorisations_add ON fund_authorisations',
  `CREATE POLICY fund_authorisations_add ON fund_authorisations FOR INSERT TO plat_exchanges_app
    WITH CHECK (user_id = (SELECT app_user_id()) AND CASE side
      WHEN 'TAXPAYER' THEN exchange_id IN (SELECT ${taxpayers})
      ELSE (SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges()) END)`,
];
