/**
 * The tables of deleting that every service has, version 1; migrations embed this text, so it never changes.
 * `deletions` marks own rows that are about to go: whoever asks is told that they do not exist, and a mark that is left
 * behind is taken back. `deleted_subjects` is what other services have deleted: nothing may refer to that again.
 * @param service whose roles get their rights
 */
export const deletionTablesV1 = (service: string): string[] => [
  `CREATE TABLE deletions (
    type varchar(100) NOT NULL,
    id uuid NOT NULL,
    token uuid NOT NULL,
    marked_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT deletions_pkey PRIMARY KEY (type, id)
  )`,
  'CREATE INDEX deletions_token_idx ON deletions (token)',
  `CREATE TABLE deleted_subjects (
    type varchar(100) NOT NULL,
    id uuid NOT NULL,
    deleted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT deleted_subjects_pkey PRIMARY KEY (type, id)
  )`,
  `GRANT SELECT (type, id) ON deletions TO plat_${service}_app`,
  `GRANT SELECT, INSERT, UPDATE, DELETE ON deletions TO plat_${service}_system`,
  `GRANT SELECT, INSERT ON deleted_subjects TO plat_${service}_system`,
  // As the tables' owner: a request may not read what was deleted elsewhere.
  `CREATE FUNCTION refuse_deleted_subject() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        subject text := to_jsonb(NEW) ->> TG_ARGV[1];
      BEGIN
        IF TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> TG_ARGV[1] = subject THEN
          RETURN NEW;
        END IF;
        PERFORM pg_advisory_xact_lock_shared(hashtextextended(TG_ARGV[0] || '/' || subject, 0));
        IF EXISTS (SELECT FROM deleted_subjects WHERE type = TG_ARGV[0] AND id = subject::uuid) THEN
          RAISE EXCEPTION 'a reference to something deleted'
            USING ERRCODE = 'PL404', DATATYPE = TG_ARGV[0], DETAIL = subject, COLUMN = TG_ARGV[1];
        END IF;
        RETURN NEW;
      END $$`,
  'REVOKE EXECUTE ON FUNCTION refuse_deleted_subject() FROM PUBLIC',
];

/** Drops what {@link deletionTablesV1} made, after the triggers. */
export const DROP_DELETION_TABLES_V1: readonly string[] = [
  'DROP FUNCTION refuse_deleted_subject()',
  'DROP TABLE deleted_subjects, deletions',
];

/** A column that holds ids of another service: its table, its name, and the type that they are of. */
export type ReferringColumn = readonly [table: string, column: string, type: string];

/**
 * Keeps a column from referring to what its owner has deleted, version 1: it waits for whoever carries out the deletion,
 * and refuses what comes after.
 */
export const refuseDeletedV1 = ([table, column, type]: ReferringColumn): string =>
  `CREATE TRIGGER ${table}_${column}_not_deleted BEFORE INSERT OR UPDATE OF ${column} ON ${table} FOR EACH ROW
    WHEN (NEW.${column} IS NOT NULL) EXECUTE FUNCTION refuse_deleted_subject('${type}', '${column}')`;

/** Takes back what {@link refuseDeletedV1} made. */
export const dropRefuseDeletedV1 = ([table, column]: ReferringColumn): string => `DROP TRIGGER ${table}_${column}_not_deleted ON ${table}`;
