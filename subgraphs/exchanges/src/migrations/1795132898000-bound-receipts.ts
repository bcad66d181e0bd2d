import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever opens a conversation of years marks all of it at once. Receipts are written of the newest thousand messages of
 * a step, so that no request waits for more; what lies further back is read as the marker says, without a receipt.
 */
export class BoundReceipts1795132898000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(writeReceipts('AND m.seq > NEW.delivered_seq - 1000'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(writeReceipts(''));
  }
}

const writeReceipts = (bound: string): string => `CREATE OR REPLACE FUNCTION write_receipts() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      joined bigint := coalesce((SELECT min(CASE WHEN p.sees_history THEN 0 ELSE p.joined_seq END) FROM exchange_participants p
        WHERE p.exchange_id = NEW.exchange_id AND p.contact_id = NEW.contact_id AND p.is_active AND 'VIEW' = ANY (p.permissions)), 0);
    BEGIN
      INSERT INTO message_participants AS r (message_id, contact_id, delivered_at, read_at)
        SELECT m.id, NEW.contact_id, now(), CASE WHEN m.seq <= NEW.read_seq THEN now() END
        FROM messages m
        WHERE m.exchange_id = NEW.exchange_id AND m.seq > greatest(OLD.read_seq, joined) AND m.seq <= NEW.delivered_seq ${bound}
          AND m.sender_id IS DISTINCT FROM NEW.contact_id
        ON CONFLICT (message_id, contact_id) DO UPDATE SET read_at = EXCLUDED.read_at
          WHERE r.read_at IS NULL AND EXCLUDED.read_at IS NOT NULL;
      RETURN NULL;
    END $$`;
