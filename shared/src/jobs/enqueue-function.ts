/**
 * The function by which requests leave a job behind. The application role can neither read nor write the queue; it may
 * call this, which runs as the queue's owner and takes names of tasks alone. It belongs to the transaction that calls it,
 * and fails in one that is READ ONLY.
 */
export const ENQUEUE_FUNCTION = `CREATE OR REPLACE FUNCTION graphile_worker.enqueue_job(task text, payload json, queue text, key text) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    IF task IS NULL OR length(task) > 100 OR task !~ '^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)+$' THEN
      RAISE EXCEPTION 'This is not the name of a task.' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM graphile_worker.add_job(identifier => task, payload => coalesce(payload, '{}'), queue_name => queue, job_key => key);
  END $$`;

/** Who may do what in the queue's schema: PostgreSQL would let everybody call its functions. */
export const queueRights = (app: string): readonly string[] => [
  'REVOKE ALL ON SCHEMA graphile_worker FROM PUBLIC',
  'REVOKE ALL ON ALL FUNCTIONS IN SCHEMA graphile_worker FROM PUBLIC',
  `GRANT USAGE ON SCHEMA graphile_worker TO ${app}`,
  `GRANT EXECUTE ON FUNCTION graphile_worker.enqueue_job(text, json, text, text) TO ${app}`,
];
