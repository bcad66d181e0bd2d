import type { Client } from 'pg';
import { SERVICES } from '../database/service';

/** Tables whose rows may change without an event, whoever changes them, and why. */
const NEVER_RECORDED: Readonly<Record<string, string>> = {
  migrations: 'the schema, not data',
  typeorm_metadata: 'the schema, not data',
  outbox_events: 'the event itself',
  outbox_deliveries: 'who has taken an event',
  inbox_events: 'which events were taken',
  document_search: 'an index: what changed has its event',
  idempotency_keys: 'what was answered, beside the change and its event',
};

/** Tables that the system also changes when nothing happened of which anybody is to be told, and why. */
const NOT_BY_SYSTEM: Readonly<Record<string, string>> = {
  sign_in_throttles: 'a counter',
  account_throttles: 'a counter',
  password_attempts: 'a counter',
  revocations: 'ends tokens; what ended them has its event',
  mails: 'a letter on its way; what it is about has its event',
  share_link_downloads: 'a counter; the download has its event',
  property_documents: 'a link goes with the property that another service has deleted and told',
  media: 'goes with the property that another service has deleted and told',
  document_texts: 'read out of a version, which has its event',
  document_bundles: 'ends by itself; that it was made has its event',
  document_renditions: 'drawn of a version, which has its event',
  media_renditions: 'drawn of media, which have their event',
  access_grants: 'a read model of what other services recorded',
  notifications: 'what the events of others tell somebody; reading it has its event, and its removal long after is no news',
  quiet_exchanges: 'a read model of what other services recorded',
  ended_exchanges: 'a read model of what other services recorded',
  access_grant_rebuilds: 'how far a read model has been made anew',
  deletions: 'what is about to be deleted; the deletion has its event',
  deleted_subjects: 'what other services have deleted and told',
  audit_logs: 'what was recorded, kept',
  blobs: 'bytes, kept once; what has them has its event',
  blob_references: 'what has bytes has its event',
  blob_holds: 'a lease',
  upload_sessions: 'its beginning and its end have their events; that it is in hand, or its day over, is no news',
  upload_parts: 'parts of what is told as a whole',
  upload_addresses: 'that an address was used',
  storage_usages: 'a counter',
  participant_events: 'history of what has its event; it loses who changed something when that person is deleted',
  document_checkouts: 'a lease; it ends with its holder',
  document_retentions: 'follows from documents and policies, which have their events',
  document_tombstones: 'what is left of what has its event; it forgets who did it when that person is deleted',
  legal_hold_documents: 'a record of what has its event; it forgets who did it when that person is deleted',
  document_versions: 'files that have their event; they lose who added them when that person is deleted',
  webhook_events: 'what was recorded, on its way',
  webhook_deliveries: 'what was sent of it',
  pin_throttles: 'a counter',
  pin_grants: 'ends by itself; the attempt that it came of, and what ends it before, have their events',
  downloads: 'how far a download has come; that somebody has a file has its event',
  stripe_events: 'what Stripe told; what follows from it has its event',
};

/** Columns that change when nothing happened of which anybody is to be told, and why. */
const NOT_OF_ROW: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  users: { login_attempts: 'a counter', locked_until: 'follows from the counter; the lock has its event', updated_at: 'follows' },
  known_devices: { failures: 'a counter', last_used: 'when, and nothing else' },
  document_access_logs: { user_id: 'cleared when that user is deleted, as they are told' },
  access_tokens: { last_used: 'when, and nothing else' },
  webhooks: {
    leased_until: 'a lease',
    served_at: 'when, and nothing else',
    failing_since: 'follows from the attempts; the end of them has its event',
    failures: 'a counter',
    paused_until: 'a wait',
    updated_at: 'follows',
  },
  share_links: { downloads: 'a counter' },
  api_keys: { check_leased_until: 'a lease', last_checked: 'that nothing changed; a change has its event', updated_at: 'follows' },
};

const NAMES = SERVICES.join('|');

const install = (): readonly string[] => [
  'DROP SCHEMA IF EXISTS plat_test CASCADE',
  'CREATE SCHEMA plat_test',
  `CREATE FUNCTION plat_test.note_event() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM set_config('plat_test.recorded', 'yes', true);
    RETURN NULL;
  END $$`,
  `CREATE FUNCTION plat_test.assert_event() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF coalesce(current_setting('plat_test.recorded', true), '') <> 'yes' THEN
      RAISE EXCEPTION 'A transaction changed % and recorded no event.', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_without_an_event';
    END IF;
    RETURN NULL;
  END $$`,
  'CREATE TRIGGER note_event AFTER INSERT ON outbox_events EXECUTE FUNCTION plat_test.note_event()',
];

/**
 * Makes a database refuse, at COMMIT, what a request of a service or the service itself changed without recording an event.
 * What tests write past the services has another name of the connection, and is let through. Needs rights of the superuser.
 */
export async function checkRecording(client: Client): Promise<void> {
  for (const sql of install()) await client.query(sql);
  const { rows } = await client.query<{ table: string }>(
    `SELECT relname AS table FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`,
  );
  for (const { table } of rows.filter((one) => !(one.table in NEVER_RECORDED))) {
    const service = table in NOT_BY_SYSTEM ? `^plat (${NAMES})$` : `^plat (${NAMES})( system)?$`;
    const isService = `current_setting('application_name') ~ '${service}'`;
    const on = (what: string, when: string) =>
      client.query(`CREATE CONSTRAINT TRIGGER assert_event_${what} AFTER ${what.replace('_', ' OR ')} ON public."${table}"
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION plat_test.assert_event()`);
    await on('insert_delete', isService);
    const columns = Object.keys(NOT_OF_ROW[table] ?? {})
      .map((column) => `'${column}'`)
      .join();
    const rest = (row: string) => (columns ? `(to_jsonb(${row}) - ARRAY[${columns}])` : `${row}.*`);
    await on('update', `${isService} AND ${rest('OLD')} IS DISTINCT FROM ${rest('NEW')}`);
  }
}
