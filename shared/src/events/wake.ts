/** The channel on which a transaction that recorded events tells, as it commits, for whom; the relays of all replicas listen to it. */
export const EVENTS_CHANNEL = 'plat_events';

/** Wakes them for one subscriber. A notice waits for nobody, where a job of one key would let all commits wait for each other. */
export const WAKE_SQL = `SELECT pg_notify('${EVENTS_CHANNEL}', $1)`;
