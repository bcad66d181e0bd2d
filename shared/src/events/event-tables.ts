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
