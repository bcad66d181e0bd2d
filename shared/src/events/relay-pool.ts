import type { Pool } from 'pg';
import { jobPool } from '../jobs/job-pool';

const SETTINGS = {
  /** A relay waits for its subscriber inside its transaction, twenty seconds at most. */
  idle_in_transaction_session_timeout: '30s',
  /** A mark that a crash of the database takes back means that an event is told again, and its subscriber knows it. */
  synchronous_commit: 'off',
  /** The table is empty at one moment and long at the next, and no statistics follow: each statement has its one plan, along its indexes. */
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  plan_cache_mode: 'force_generic_plan',
  jit: 'off',
} as const;

/** Connections of the system on which a service's events are told. @param waits how long it may take to get one, in milliseconds; 0 for as long as it takes */
export const relayPool = (systemUrl: string, max: number, name: string, waits?: number): Pool =>
  jobPool(
    systemUrl,
    max,
    name,
    Object.entries(SETTINGS)
      .map(([setting, value]) => `-c ${setting}=${value}`)
      .join(' '),
    waits,
  );
