/**
 * The last statement of a transaction that writes, in front of COMMIT: how long that may take. Whoever notifies waits there for
 * all others in the cluster who do, until these are on disk. A disk that is slow is not a row that somebody else holds, for
 * which the limits of the role are.
 */
export const COMMIT_LIMITS = `SELECT set_config('lock_timeout', '0', true), set_config('statement_timeout', '10s', true)`;
