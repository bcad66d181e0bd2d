/**
 * The tables of events that every service has, version 1; migrations embed this text, so it never changes.
 * A request may add an event and read back its id, and nothing else: what was recorded stays as it was.
 * @param service whose roles get their rights
 */
export const eventTablesV1 = (service: string): string[] => [
  `CREATE TABLE outbox_events (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT outbox_events_pkey PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    type varchar(100) NOT NULL,
    subject_type varchar(100) NOT NULL,
    subject_id text,
    actor_user_id uuid,
    payload jsonb NOT NULL,
    occurred_at timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz
  )`,
  `CREATE INDEX outbox_events_undelivered ON outbox_events (occurred_at) WHERE delivered_at IS NULL`,
  `CREATE TABLE inbox_events (
    event_id uuid NOT NULL CONSTRAINT inbox_events_pkey PRIMARY KEY,
    source varchar(50) NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
  )`,
  `GRANT INSERT (type, subject_type, subject_id, actor_user_id, payload), SELECT (id) ON outbox_events TO plat_${service}_app`,
  `GRANT SELECT, INSERT, UPDATE, DELETE ON outbox_events, inbox_events TO plat_${service}_system`,
];

/** Drops what {@link eventTablesV1} made. */
export const DROP_EVENT_TABLES_V1 = 'DROP TABLE inbox_events, outbox_events';

/**
 * What is still to be told to whom, version 1. A row for each event and subscriber, made with the event; `subject` and
 * `seq` are the event's own, so that the next one of each subject is found in one index. Events recorded before are for crm,
 * which subscribes to all.
 */
export const deliveryTablesV1 = (service: string): string[] => [
  `CREATE TABLE outbox_deliveries (
    event_id uuid NOT NULL CONSTRAINT outbox_deliveries_event_id_fkey REFERENCES outbox_events ON DELETE CASCADE,
    subscriber varchar(50) NOT NULL,
    seq bigint NOT NULL,
    subject text NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL DEFAULT now(),
    last_error text,
    delivered_at timestamptz,
    parked_at timestamptz,
    skipped_reason text,
    CONSTRAINT outbox_deliveries_pkey PRIMARY KEY (event_id, subscriber)
  )`,
  'CREATE INDEX outbox_deliveries_next ON outbox_deliveries (subscriber, seq) WHERE delivered_at IS NULL AND parked_at IS NULL',
  'CREATE INDEX outbox_deliveries_order ON outbox_deliveries (subscriber, subject, seq) WHERE delivered_at IS NULL',
  'CREATE INDEX outbox_deliveries_parked ON outbox_deliveries (parked_at) WHERE parked_at IS NOT NULL AND delivered_at IS NULL',
  `GRANT SELECT (seq) ON outbox_events TO plat_${service}_app`,
  `GRANT INSERT (event_id, subscriber, seq, subject) ON outbox_deliveries TO plat_${service}_app`,
  `GRANT SELECT, INSERT, UPDATE, DELETE ON outbox_deliveries TO plat_${service}_system`,
  `INSERT INTO outbox_deliveries (event_id, subscriber, seq, subject)
    SELECT id, 'crm', seq, subject_type || '/' || coalesce(subject_id, id::text) FROM outbox_events`,
];

/** Takes back what {@link deliveryTablesV1} made. */
export const dropDeliveryTablesV1 = (service: string): string[] => [
  'DROP TABLE outbox_deliveries',
  `REVOKE SELECT (seq) ON outbox_events FROM plat_${service}_app`,
];

/**
 * Indexes as deliveries are looked for, version 2: what is due first, so that what waits, or stands behind something that
 * does, is in nobody's way; and the ages by which the tidying finds what is old. The table lives from rows that change soon.
 */
export const deliveryIndexesV2: readonly string[] = [
  'DROP INDEX outbox_deliveries_next',
  'CREATE INDEX outbox_deliveries_due ON outbox_deliveries (subscriber, next_at, seq) WHERE delivered_at IS NULL AND parked_at IS NULL',
  'DROP INDEX outbox_deliveries_parked',
  `CREATE INDEX outbox_deliveries_parked ON outbox_deliveries (parked_at, event_id, subscriber)
    WHERE parked_at IS NOT NULL AND delivered_at IS NULL`,
  'CREATE INDEX outbox_events_age ON outbox_events USING brin (occurred_at)',
  'CREATE INDEX inbox_events_age ON inbox_events USING brin (received_at)',
  'ALTER TABLE outbox_deliveries SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)',
];

/** Takes back what {@link deliveryIndexesV2} made. */
export const dropDeliveryIndexesV2: readonly string[] = [
  'ALTER TABLE outbox_deliveries RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)',
  'DROP INDEX inbox_events_age, outbox_events_age, outbox_deliveries_parked, outbox_deliveries_due',
  'CREATE INDEX outbox_deliveries_next ON outbox_deliveries (subscriber, seq) WHERE delivered_at IS NULL AND parked_at IS NULL',
  'CREATE INDEX outbox_deliveries_parked ON outbox_deliveries (parked_at) WHERE parked_at IS NOT NULL AND delivered_at IS NULL',
];
