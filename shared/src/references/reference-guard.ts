import type { ServiceName } from '../database/service';
import type { TargetType } from './cross-references';

/** The SQLSTATE by which the guard refuses: a fault of ours, which no client can cause or mend. */
export const UNCONFIRMED = 'PLREF';

/**
 * What stands behind every reference to another database, version 1; migrations embed this text, so it never changes.
 * A request's must have been confirmed in its transaction (`app.confirmed`), or be who asks; however it is written, by
 * `save`, a query builder or SQL. It runs after the row was judged by row level security. Consumers and jobs, which are the
 * system, have no viewer to ask for.
 * @param service whose requests are judged
 */
export const referenceGuardV1 = (service: ServiceName): string =>
  `CREATE FUNCTION guard_references() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      held jsonb;
      given jsonb;
      kind text;
      id text;
    BEGIN
      IF session_user <> 'plat_${service}_app' THEN
        RETURN NULL;
      END IF;
      held := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END;
      given := to_jsonb(NEW);
      FOR i IN 0 .. TG_NARGS / 2 - 1 LOOP
        id := given ->> TG_ARGV[2 * i];
        kind := TG_ARGV[2 * i + 1];
        CONTINUE WHEN id IS NULL OR id IS NOT DISTINCT FROM held ->> TG_ARGV[2 * i]
          OR kind || '/' || id = ANY (string_to_array(current_setting('app.confirmed', true), ','))
          OR id::uuid IS NOT DISTINCT FROM
            CASE kind WHEN 'User' THEN app_user_id() WHEN 'Contact' THEN app_contact_id() WHEN 'Client' THEN app_client_id() END;
        RAISE EXCEPTION '%.% refers to a % that this transaction has not confirmed', TG_TABLE_NAME, TG_ARGV[2 * i], kind
          USING ERRCODE = '${UNCONFIRMED}';
      END LOOP;
      RETURN NULL;
    END $$`;

/** Drops what {@link referenceGuardV1} made. */
export const DROP_REFERENCE_GUARD_V1 = 'DROP FUNCTION guard_references()';

/** Puts a table's references to other databases under the guard. @param columns by name, the type that each refers to */
export const guardReferencesV1 = (table: string, columns: Readonly<Record<string, TargetType>>): string =>
  `CREATE TRIGGER guard_references AFTER INSERT OR UPDATE OF ${Object.keys(columns).join(', ')} ON ${table} FOR EACH ROW
    EXECUTE FUNCTION guard_references(${Object.entries(columns)
      .flat()
      .map((text) => `'${text}'`)
      .join(', ')})`;

/** Takes back what {@link guardReferencesV1} did. */
export const unguardReferencesV1 = (table: string): string => `DROP TRIGGER guard_references ON ${table}`;
