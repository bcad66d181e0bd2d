import { protect } from '../database/identity-functions';

/**
 * The table of idempotency keys that every service has, version 1; migrations embed this text, so it never changes.
 * `key` is the SHA-256 of what the client sent, `field` the response name of the root field, `input_hash` and `outcome`
 * say nothing to whoever has neither the client's key nor the service's. Without an outcome the row says that the system
 * has carried out work of the field, and no more.
 * @param service whose roles get their rights
 */
export const idempotencyTablesV1 = (service: string): string[] => [
  `CREATE TABLE idempotency_keys (
    user_id uuid NOT NULL,
    key text NOT NULL,
    field text NOT NULL,
    input_hash text NOT NULL,
    outcome text,
    expires_at timestamptz NOT NULL DEFAULT now() + interval '24 hours',
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, key, field)
  )`,
  'CREATE INDEX idempotency_keys_expires_at_idx ON idempotency_keys (expires_at)',
  ...protect(service, 'idempotency_keys'),
  `GRANT SELECT, INSERT (user_id, key, field, input_hash, outcome), UPDATE (input_hash, outcome, expires_at)
    ON idempotency_keys TO plat_${service}_app`,
  `CREATE POLICY idempotency_keys_read ON idempotency_keys FOR SELECT TO plat_${service}_app USING (user_id = (SELECT app_user_id()))`,
  `CREATE POLICY idempotency_keys_add ON idempotency_keys FOR INSERT TO plat_${service}_app WITH CHECK (user_id = (SELECT app_user_id()))`,
  `CREATE POLICY idempotency_keys_edit ON idempotency_keys FOR UPDATE TO plat_${service}_app USING (user_id = (SELECT app_user_id()))`,
];

/** Drops what {@link idempotencyTablesV1} made. */
export const DROP_IDEMPOTENCY_TABLES_V1 = 'DROP TABLE idempotency_keys';
