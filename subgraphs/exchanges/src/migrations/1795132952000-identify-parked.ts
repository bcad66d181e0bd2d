import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an accepted notice names without a property of the exchange is property to be given up wherever something is parked, in
 * an improvement as in a reverse exchange. What a notice brings about is a function of its own from now on.
 */
export class IdentifyParked1795132952000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [
      NAME_PROPERTY,
      'REVOKE EXECUTE ON FUNCTION name_property(identification_notices, identification_items) FROM PUBLIC',
      APPLY,
    ])
      await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(APPLY_BEFORE);
    await db.query('DROP FUNCTION name_property(identification_notices, identification_items)');
  }
}

/** By when notices were sent, and not by when they are recorded: the later one counts, whichever comes here first. */
const EFFECT = (given: string, result: string, parked: string) => `
      IF notice.kind = 'IDENTIFICATION' AND ${given} IS NULL THEN
        INSERT INTO exchange_properties (exchange_id, role, description, percent_interest, identified_at)
          SELECT e.id, (CASE WHEN ${parked} THEN 'RELINQUISHED' ELSE 'IDENTIFIED' END)::exchange_property_role,
            ${given.replace('exchange_property_id', 'description')}, ${given.replace('exchange_property_id', 'percent_interest')}, notice.sent_at
          FROM exchanges e WHERE e.id = notice.exchange_id
          RETURNING id INTO ${result};
      ELSIF notice.kind = 'IDENTIFICATION' THEN
        UPDATE exchange_properties SET
          identified_at = CASE WHEN notice.sent_at > revoked_at THEN notice.sent_at ELSE LEAST(identified_at, notice.sent_at) END,
          revoked_at = CASE WHEN notice.sent_at > revoked_at THEN NULL ELSE revoked_at END,
          version = version + 1, updated_at = now()
        WHERE id = ${given};
      ELSE
        UPDATE exchange_properties SET revoked_at = LEAST(revoked_at, notice.sent_at), version = version + 1, updated_at = now()
        WHERE id = ${given} AND identified_at <= notice.sent_at;
      END IF;`;

const NAME_PROPERTY = `CREATE FUNCTION name_property(notice identification_notices, item identification_items) RETURNS uuid LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      named uuid := item.exchange_property_id;
    BEGIN${EFFECT('item.exchange_property_id', 'named', `e.exchange_type = 'REVERSE' OR (e.exchange_type = 'IMPROVEMENT' AND e.parking_date IS NOT NULL)`)}
      RETURN named;
    END $$`;

const trigger = (
  effect: string,
) => `CREATE OR REPLACE FUNCTION apply_identification_item() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      notice identification_notices;
    BEGIN
      SELECT * INTO STRICT notice FROM identification_notices WHERE id = NEW.notice_id;
      IF NEW.exchange_property_id IS NOT NULL AND NOT EXISTS
        (SELECT FROM exchange_properties p WHERE p.id = NEW.exchange_property_id AND p.exchange_id = notice.exchange_id) THEN
        RAISE EXCEPTION 'a property of another exchange' USING ERRCODE = 'check_violation', CONSTRAINT = 'identification_items_same_exchange';
      END IF;
      IF notice.verdict <> 'ACCEPTED' THEN
        RETURN NEW;
      END IF;
      ${effect}
      RETURN NEW;
    END $$`;

const APPLY = trigger('NEW.exchange_property_id := name_property(notice, NEW);');
const APPLY_BEFORE = trigger(EFFECT('NEW.exchange_property_id', 'NEW.exchange_property_id', `e.exchange_type = 'REVERSE'`));
